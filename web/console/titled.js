// @ts-check
/** What the browser's tab says: where one is, and how much there is to do. */

import { useEffect } from "../shared/html.js";
import { nameDocument } from "../shared/words.js";

/**
 * @param {{ say: import("../shared/words.js").Say, locale: string, isIn?: boolean }} page what waits for somebody to log
 *   in again, `isIn` false, names nothing
 * @param {string} name of what is shown
 */
export function useTitle(page, name) {
  useEffect(() => {
    if (page.isIn !== false) nameDocument(page.locale, `${name} · ${page.say("console.name")}`);
  }, [name, page.locale, page.isIn]);
}
