// @ts-check
/** How the departments of a place share the work: numbers of cases and tasks for each office, below and beside. */

import { everything } from "../../shared/everything.js";
import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";

/** @typedef {import("api").ShareOut} ShareOut */

/** @param {{ page: import("../types").Desk }} props */
export function Coordination({ page }) {
  const { say, vocabulary, locale } = page;
  useTitle(page, say("coordination.title"));
  const found = useAnswer(/** @returns {Promise<ShareOut[]>} */ () => everything(page.call, "/coordination"), [locale]);
  const names = /** @type {const} */ (["open", "overdue", "tasks_open", "tasks_overdue"]);
  const row = (/** @type {ShareOut} */ share) => html`<tr key=${share.office.id} class=${share.overdue + share.tasks_overdue > 0 ? "is-late" : ""}>
    <th scope="row"><${Quoted} text=${share.office.name} /></th>
    <td>${labelOf(vocabulary.departments, share.office.department)}</td>
    ${names.map((name) => html`<td class="number" data-label=${say(`coordination.${name}`)}>${share[name]}</td>`)}</tr>`;
  return html`<section>
    <${Heading}>${say("coordination.title")}<//>
    <p class="lead">${say("coordination.lead")}</p>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data && html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("coordination.title")}><table class="table">
      <thead><tr><th scope="col">${say("office")}</th><th scope="col">${say("office.department")}</th>${names.map((name) => html`<th scope="col" class="number">${say(`coordination.${name}`)}</th>`)}</tr></thead>
      <tbody>${found.data.map(row)}</tbody></table></div>`}
  </section>`;
}
