// @ts-check
/** How the departments of a place share the work: numbers of cases and tasks for each office, below and beside. */

import { everything } from "../../shared/everything.js";
import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Pager, usePages } from "./pager.js";
import { TaskBadges } from "./task_line.js";

/**
 * @typedef {import("api").ShareOut} ShareOut
 * @typedef {import("api").TaskPageOut} TaskPageOut
 * @typedef {{ office: import("api").OwnerOut, overdue: boolean }} Chosen
 */

const PAGE_SIZE = "25";
const NUMBERS = /** @type {const} */ (["open", "overdue", "tasks_open", "tasks_overdue"]);
const LATE = new Set(["overdue", "tasks_overdue"]);

/** @param {{ page: import("../types").Desk }} props */
export function Coordination({ page }) {
  const { say, vocabulary, locale } = page;
  const [chosen, setChosen] = useState(/** @type {Chosen | null} */ (null));
  useTitle(page, say("coordination.title"));
  const found = useAnswer(/** @returns {Promise<ShareOut[]>} */ () => everything(page.call, "/coordination"), [locale]);
  const number = (/** @type {ShareOut} */ share, /** @type {typeof NUMBERS[number]} */ name) => (name.startsWith("tasks_") && share[name] > 0 ? html`<button type="button" class="link-button" onClick=${() => setChosen({ office: share.office, overdue: name === "tasks_overdue" })}>${share[name]}</button>` : share[name]);
  const row = (/** @type {ShareOut} */ share) => html`<tr key=${share.office.id}>
    <th scope="row"><${Quoted} text=${share.office.name} /></th>
    <td>${labelOf(vocabulary.departments, share.office.department)}</td>
    ${NUMBERS.map((name) => html`<td class=${LATE.has(name) && share[name] > 0 ? "number is-late" : "number"} data-label=${say(`coordination.${name}`)}>${number(share, name)}</td>`)}</tr>`;
  return html`<section>
    <${Heading}>${say("coordination.title")}<//>
    <p class="lead">${say("coordination.lead")}</p>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data && html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("coordination.title")}><table class="table">
      <thead><tr><th scope="col">${say("office")}</th><th scope="col">${say("office.department")}</th>${NUMBERS.map((name) => html`<th scope="col" class="number">${say(`coordination.${name}`)}</th>`)}</tr></thead>
      <tbody>${found.data.map(row)}</tbody></table></div>`}
    ${chosen && html`<${TasksOf} key=${chosen.office.id + chosen.overdue} chosen=${chosen} page=${page} />`}
  </section>`;
}

/** What one office was asked, most pressing first, page by page. @param {{ chosen: Chosen, page: import("../types").Desk }} props */
function TasksOf({ chosen, page }) {
  const { say, vocabulary, locale } = page;
  const query = { office_id: chosen.office.id, ...(chosen.overdue ? { overdue: true } : { open: true }), limit: PAGE_SIZE };
  const found = usePages(
    /** @returns {Promise<{ data: TaskPageOut }>} */
    (cursor) => page.call("GET", "/coordination/tasks", { query: { ...query, cursor } }),
    [chosen, locale],
  );
  return html`<section class="card joint" role="status">
    <h2>${say("coordination.tasks_of", { office: chosen.office.name })}</h2>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <ul class="rows">${found.data?.items.map((item) => html`<li key=${item.id}>
      <b>${labelOf(vocabulary.task_kinds, item.kind)}</b> · ${labelOf(vocabulary.matters, item.matter)} · ${say("task.lead")} <${Quoted} text=${item.lead.name} /><br />
      ${say("task.due")} ${dayText(item.due_on, locale)} <${TaskBadges} item=${item} page=${page} /></li>`)}</ul>
    ${found.data && html`<${Pager} place=${found.data.place} next=${found.data.next_cursor} onGo=${found.setPlace} page=${page} />`}
  </section>`;
}
