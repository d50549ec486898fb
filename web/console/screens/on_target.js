// @ts-check
/** The other open cases on the same school or institution: how many, and on request which. */

import { html, useState } from "../../shared/html.js";
import { onToggled, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, labelOf, listed } from "../../shared/words.js";
import { FIRST, Pager } from "./pager.js";

const LISTED = "10";

/** @param {{ opened: import("../types").Opened, count: number, page: import("../types").Desk }} props */
export function OnTarget({ opened, count, page }) {
  const [isOpen, setOpen] = useState(false);
  const text = page.say("registered.open_cases_count", { count });
  if (count === 0) return html`${text}`;
  return html`<details onToggle=${onToggled(setOpen)}><summary>${text}</summary>${isOpen && html`<${Cases} key=${opened.id} id=${opened.id} page=${page} />`}</details>`;
}

/** @param {{ id: string, page: import("../types").Desk }} props */
function Cases({ id, page }) {
  const [place, setPlace] = useState(FIRST);
  const found = useAnswer(
    /** @returns {Promise<import("api").CasePageOut>} */
    async () => (await page.call("GET", "/cases", { query: { target_of: id, cursor: place.cursor, limit: LISTED } })).data,
    [id, place.cursor, page.locale],
  );
  if (!found.data) return found.problem ? html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />` : html`<${Waiting} page=${page} />`;
  return html`<ul class="rows">${found.data.items.map((item) => html`<li key=${item.id}><${Line} item=${item} page=${page} /></li>`)}</ul>
    <${Pager} place=${place} next=${found.data.next_cursor} onGo=${setPlace} page=${page} />`;
}

/** @param {{ item: import("api").CaseItemOut, page: import("../types").Desk }} props */
function Line({ item, page: { say, locale, vocabulary } }) {
  return html`<a href=${`#/cases/${item.id}`}>${listed(item.references, locale, "narrow")}</a> <span class="badge badge-status">${labelOf(vocabulary.statuses, item.status)}</span>
    <p class="help">${labelOf(vocabulary.matters, item.matter)} · ${say("case.filed", { day: dayText(item.submitted_on, locale) })}</p>`;
}
