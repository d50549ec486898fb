// @ts-check
/** What was kept when somebody left in a hurry: whoever comes next is not shown what it is before asking. */

import { useEffect, useState } from "../shared/html.js";

const NAME = "left";

/**
 * @typedef {{ ids: string[] | null, hide: () => Promise<void>, show: () => Promise<void> }} LeftBehind `ids` of drafts, null
 *   until they are read; `hide` adds all there are, `show` ends it
 * @param {import("./drafts.js").Drafts} drafts
 * @returns {LeftBehind}
 */
export function useLeftBehind({ draft, others, vault, isRead }) {
  const [ids, setIds] = useState(/** @type {string[] | null} */ (null));
  useEffect(() => {
    if (isRead && ids === null) (vault?.get("pref", NAME) ?? Promise.resolve(null)).then((found) => setIds(found ?? []), () => setIds([]));
  }, [isRead]);
  const hide = async () => vault?.put("pref", NAME, [draft, ...others].map((one) => one.id));
  const show = async () => {
    setIds([]);
    await vault?.remove("pref", NAME);
  };
  return { ids, hide, show };
}
