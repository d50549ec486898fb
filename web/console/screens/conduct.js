// @ts-check
/** For a supervisor: what offices did that could make them look better than they are. */

import { wholeOf } from "../../shared/everything.js";
import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, Heading, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText } from "../../shared/words.js";
import { useTitle } from "../titled.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").ConductOut} ConductOut
 */

const DAYS = /** @type {const} */ (["since", "until"]);
const PAUSE_MS = 250;

/** @param {{ page: Desk }} props */
export function Conduct({ page }) {
  const { say, locale } = page;
  useTitle(page, say("conduct.title"));
  const [wanted, setWanted] = useState(/** @type {Record<string, string>} */ ({}));
  const query = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
  const found = useAnswer(() => wholeOf(page.call, "/offices/conduct", query), [JSON.stringify(query), locale], PAUSE_MS);
  const data = /** @type {ConductOut | null} */ (found.data);
  return html`<section>
    <${Heading}>${say("conduct.title")}<//>
    <p class="lead">${say("conduct.lead")}</p>
    <form class="filters" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${DAYS.map((name) => html`<${Field} key=${name} label=${say(`figures.${name}`)}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="date" autocomplete="off" value=${wanted[name] ?? ""} onInput=${onTyped((value) => setWanted({ ...wanted, [name]: value }))} />`}
      <//>`)}
    </form>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!data && !found.problem && html`<${Waiting} page=${page} />`}
    ${data && html`<p>${say("conduct.days", { since: dayText(data.since, locale), until: dayText(data.until, locale) })}</p>
      <${Table} page=${page} items=${data.items} />
      <p class="act-buttons"><a class="button" href=${`/api/v1/offices/conduct/table?${new URLSearchParams({ since: data.since, until: data.until })}`} download="conduct.csv">${say("figures.table")}</a></p>`}
  </section>`;
}

/** A line for each office, a column for each measure. @param {{ page: Desk, items: ConductOut["items"] }} props */
function Table({ page: { say }, items }) {
  const measures = items[0]?.measures ?? [];
  const told = (/** @type {import("api").MeasureOut} */ { number, among }) => (among ? say("conduct.of", { number, among }) : number);
  return html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("conduct.title")}><table class="table">
    <thead><tr><th scope="col">${say("office")}</th>${measures.map((one) => html`<th scope="col" class="number" key=${one.measure}>${one.label}</th>`)}</tr></thead>
    <tbody>${items.map((row) => html`<tr key=${row.id}><th scope="row"><${Quoted} text=${row.office.name} /></th>
      ${row.measures.map((one) => html`<td class="number" key=${one.measure} data-label=${one.label}>${told(one)}</td>`)}</tr>`)}</tbody></table></div>`;
}
