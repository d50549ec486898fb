// @ts-check
/** Where somebody has to look again: answered cases by the day that was named, the nearest first. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Heading, onTicked, ProblemNotice, Waiting } from "../../shared/ui.js";
import { dayText, labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { counted } from "./counted.js";
import { FIRST, Pager } from "./pager.js";
import { usePolled } from "./polled.js";

/** @typedef {import("api").RechecksOut} RechecksOut */

/** @param {{ page: import("../types").Desk }} props */
export function Rechecks({ page }) {
  const { say } = page;
  const [due, setDue] = useState(false);
  const [place, setPlace] = useState(FIRST);
  /** @type {import("../types").Found<RechecksOut>} */
  const found = usePolled(page.call, "/rechecks", { due: due ? true : null, cursor: place.cursor, limit: "25" });
  useTitle(page, say("rechecks.title"));
  const { data } = found;
  return html`<section>
    <${Heading}>${say("rechecks.title")}<//>
    <p class="lead">${say("rechecks.lead")}</p>
    ${data && html`<p role="status">${say("rechecks.count", { count: counted(data.due) })}</p>`}
    <label class="switch"><input type="checkbox" autocomplete="off" checked=${due} onChange=${onTicked((isOn) => { setDue(isOn); setPlace(FIRST); })} /><span>${say("rechecks.due_only")}</span></label>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!data && !found.problem && html`<${Waiting} page=${page} />`}
    ${data?.items.length === 0 && html`<p class="help">${say("rechecks.none")}</p>`}
    ${data && data.items.length > 0 && html`<ul class="cases">${data.items.map((item) => html`<li key=${item.case.id}><${Line} item=${item} page=${page} /></li>`)}</ul>`}
    <${Pager} place=${place} next=${data?.next_cursor} onGo=${setPlace} page=${page} />
  </section>`;
}

/** @param {{ item: import("api").RecheckItemOut, page: import("../types").Desk }} props */
function Line({ item, page }) {
  const { say, locale, vocabulary } = page;
  const target = item.case.school ?? item.case.institution;
  return html`<a class="case-line task-line" href=${`#/cases/${item.case.id}`}>
    <span class="case-what"><b>${labelOf(vocabulary.matters, item.case.matter)}</b>
      <span class="help">${target ? html`<${Quoted} text=${target.name} />` : say("queue.unnamed")} · <${Quoted} text=${item.case.office.name} /></span></span>
    <span class="badges"><span class="badge badge-status">${labelOf(vocabulary.statuses, item.case.status)}</span>
      ${item.is_due && html`<span class="badge badge-overdue">${say("rechecks.is_due")}</span>`}</span>
    <span class="case-due"><span class="help">${say("case.recheck_on")}</span> <b>${dayText(item.recheck_on, locale)}</b></span>
  </a>`;
}
