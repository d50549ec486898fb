// @ts-check
/** How long until the next date of a case, in days. */

import { html } from "../../shared/html.js";
import { spokenLocale } from "../../shared/words.js";

const DAY_MS = 86_400_000;
const SOON_DAYS = 2;
const TODAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" });

/** Whether it is late, the service says; a clock that says otherwise is wrong, and is not asked how long.
 * @param {{ item: import("api").CaseItemOut | import("api").CaseOut, page: import("../../shared/ui.js").Page }} props */
export function Due({ item, page }) {
  const days = Math.round((Date.parse(item.next_due_on) - Date.parse(TODAY.format(new Date()))) / DAY_MS);
  const left = new Intl.RelativeTimeFormat(spokenLocale(page.locale), { numeric: "auto" }).format(days, "day");
  const isKnown = item.is_open && days < 0 === item.is_overdue;
  if (item.is_overdue) return html`<span class="badge badge-overdue">${page.say("queue.is_overdue")}${isKnown && ` · ${left}`}</span>`;
  return isKnown && html`<span class=${days <= SOON_DAYS ? "badge badge-ask" : "help"}>${left}</span>`;
}
