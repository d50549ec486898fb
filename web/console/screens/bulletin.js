// @ts-check
/** The half-monthly bulletin: on the screen, and as a page to save and print. */

import { html, useState } from "../../shared/html.js";
import { Field, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";

/** @typedef {import("api").BulletinLineOut} Line */

const COLUMNS = /** @type {const} */ (["received", "verified", "disposed", "overdue"]);
const WHOLE = /^\d{4}-\d{2}[ab]$/;

/** @param {{ page: import("../types").Desk }} props */
export function Bulletin({ page }) {
  const { say } = page;
  const [typed, setTyped] = useState("");
  const query = WHOLE.test(typed) ? { period: typed } : {};
  const found = useAnswer(async () => (await page.call("GET", "/figures/bulletin", { query })).data, [JSON.stringify(query), page.locale]);
  const told = found.data;
  return html`<div>
    <h2>${say("bulletin.title")}</h2>
    <div class="filters no-print"><${Field} label=${say("bulletin.period")} help=${say("bulletin.period_help")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" maxlength="8" placeholder=${told?.period ?? ""} value=${typed} onInput=${onTyped(setTyped)} />`}
    <//></div>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!told && !found.problem && html`<${Waiting} page=${page} />`}
    ${told && html`<p>${say("figures.period", { since: told.since, until: told.until })}</p>`}
    ${told?.items.length === 0 && html`<p class="help">${say("bulletin.none")}</p>`}
    ${told?.items.length > 0 && html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("bulletin.title")}><table class="table">
      <thead><tr><th scope="col">${say("bulletin.division")}</th>${COLUMNS.map((name) => html`<th key=${name} scope="col" class="number">${say(`bulletin.${name}`)}</th>`)}</tr></thead>
      <tbody>${told.items.map((/** @type {Line} */ line) => html`<tr key=${line.division_code}><th scope="row">${line.division_name}</th>
        ${COLUMNS.map((name) => html`<td key=${name} class="number" data-label=${say(`bulletin.${name}`)}>${line[name]}</td>`)}</tr>`)}</tbody></table></div>
      <p class="no-print"><a class="button" href=${`/api/v1/figures/bulletin/page?${new URLSearchParams({ period: told.period })}`} download=${`bulletin-${told.period}.html`}>${say("bulletin.page")}</a></p>`}
  </div>`;
}
