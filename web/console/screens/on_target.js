// @ts-check
/** The other open cases on the same school or institution: how many, and on request which. */

import { html, useState } from "../../shared/html.js";
import { onToggled, ProblemNotice, Waiting } from "../../shared/ui.js";
import { dayText, labelOf } from "../../shared/words.js";
import { OtherCase } from "./other_case.js";
import { Pager, usePages } from "./pager.js";

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
  const { say, locale, vocabulary } = page;
  const found = usePages(
    /** @returns {Promise<{ data: import("api").CasePageOut }>} */
    (cursor) => page.call("GET", "/cases", { query: { target_of: id, cursor, limit: LISTED } }),
    [id, locale],
  );
  if (!found.data) return found.problem ? html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />` : html`<${Waiting} page=${page} />`;
  const about = (/** @type {import("api").CaseItemOut} */ one) => [labelOf(vocabulary.matters, one.matter), say("case.filed", { day: dayText(one.submitted_on, locale) })].join(" · ");
  return html`<ul class="rows">${found.data.items.map((one) => html`<li key=${one.id}><${OtherCase} other=${one} about=${about(one)} page=${page} /></li>`)}</ul>
    <${Pager} place=${found.data.place} next=${found.data.next_cursor} onGo=${found.setPlace} page=${page} />`;
}
