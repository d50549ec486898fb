// @ts-check
/** For a supervisor: what offices did that could make them look better than they are. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText } from "../../shared/words.js";
import { useTitle } from "../titled.js";

/** @typedef {import("api").ConductOut} ConductOut */

const MOST_PARTS = 60;

/** Every part of the list, as one. @param {import("../types").Desk} page @returns {Promise<ConductOut>} */
async function whole(page) {
  const items = [];
  let cursor = null;
  for (let part = 0; ; part += 1) {
    const data = /** @type {ConductOut} */ ((await page.call("GET", "/offices/conduct", { query: { cursor, limit: "100" } })).data);
    items.push(...data.items);
    cursor = data.next_cursor;
    if (!cursor || part === MOST_PARTS) return { ...data, items };
  }
}

/** @param {{ page: import("../types").Desk }} props */
export function Conduct({ page }) {
  const { say, locale } = page;
  useTitle(page, say("conduct.title"));
  const found = useAnswer(() => whole(page), [locale]);
  const data = found.data;
  const measures = data?.items[0]?.measures ?? [];
  return html`<section>
    <${Heading}>${say("conduct.title")}<//>
    <p class="lead">${say("conduct.lead")}</p>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!data && !found.problem && html`<${Waiting} page=${page} />`}
    ${data && html`<p>${say("conduct.days", { since: dayText(data.since, locale), until: dayText(data.until, locale) })}</p>
      <div class="table-wide" tabindex="0" role="region" aria-label=${say("conduct.title")}><table class="table">
        <thead><tr><th scope="col">${say("office")}</th>${measures.map((one) => html`<th scope="col" class="number" key=${one.measure}>${one.label}</th>`)}</tr></thead>
        <tbody>${data.items.map((row) => html`<tr key=${row.id}><th scope="row"><${Quoted} text=${row.office.name} /></th>
          ${row.measures.map((one) => html`<td class="number" key=${one.measure} data-label=${one.label}>${one.number}</td>`)}</tr>`)}</tbody></table></div>`}
  </section>`;
}
