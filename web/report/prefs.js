// @ts-check
/** How the page looks to this reader: large type with one question a screen. Kept in the vault where there is one. */

import { useEffect, useState } from "../shared/html.js";

const NAME = "page";

/** @param {import("./vault.js").Vault | null} vault */
export function usePrefs(vault) {
  const [isLarge, setLarge] = useState(false);
  useEffect(() => {
    vault?.get("pref", NAME).then((kept) => kept && setLarge(kept.isLarge));
  }, [vault]);
  useEffect(() => {
    document.documentElement.classList.toggle("large", isLarge);
  }, [isLarge]);
  const change = (/** @type {boolean} */ on) => {
    setLarge(on);
    vault?.put("pref", NAME, { isLarge: on }).catch(() => null);
  };
  return { isLarge, setLarge: change };
}
