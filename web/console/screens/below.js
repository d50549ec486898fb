// @ts-check
/** For a supervisor: the offices below, with what is open and overdue there. */

import { everything } from "../../shared/everything.js";
import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Rotation } from "./rotation.js";

/** @typedef {import("api").OfficeBelowOut} OfficeBelowOut */

/** @param {{ page: import("../types").Desk, onShow: (filters: import("../types").Filters) => void }} props */
export function Below({ page, onShow }) {
  useTitle(page, page.say("below.title"));
  const found = useAnswer(/** @returns {Promise<OfficeBelowOut[]>} */ () => everything(page.call, "/offices/below"), [page.locale]);
  const { say, vocabulary } = page;
  const row = (/** @type {OfficeBelowOut} */ office) => html`<tr key=${office.id}>
    <th scope="row"><button type="button" class="link-button" onClick=${() => onShow({ office_id: office.id, open: true })}><${Quoted} text=${office.name} /></button>
      ${office.rotating_since && html`<span class="badge badge-ask">${say("offices.rotating")}</span><${Rotation} page=${page} officeId=${office.id} />`}</th>
    <td>${labelOf(vocabulary.departments, office.department)}</td>
    <td class="number" data-label=${say("below.open")}>${office.open}</td>
    <td class=${office.overdue > 0 ? "number is-late" : "number"} data-label=${say("below.overdue")}>${office.overdue > 0 ? html`<button type="button" class="link-button" onClick=${() => onShow({ office_id: office.id, overdue: true })}>${office.overdue}</button>` : 0}</td></tr>`;
  return html`<section>
    <${Heading}>${say("below.title")}<//>
    <p class="lead">${say("below.lead")}</p>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data?.length === 0 && html`<p class="help">${say("below.none")}</p>`}
    ${found.data && found.data.length > 0 && html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("below.title")}><table class="table">
      <thead><tr><th scope="col">${say("office")}</th><th scope="col">${say("office.department")}</th><th scope="col" class="number">${say("below.open")}</th><th scope="col" class="number">${say("below.overdue")}</th></tr></thead>
      <tbody>${[...found.data].sort((one, other) => other.overdue - one.overdue || other.open - one.open).map(row)}</tbody></table></div>`}
  </section>`;
}
