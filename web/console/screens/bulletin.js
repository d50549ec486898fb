// @ts-check
/** The half-monthly bulletin: on the screen, and as a page to save and print. */

import { html, useState } from "../../shared/html.js";
import { ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText } from "../../shared/words.js";
import { Select } from "./filters.js";

/** @typedef {import("api").BulletinLineOut} Line */

const COLUMNS = /** @type {const} */ (["received", "verified", "disposed", "overdue"]);

/** @param {{ page: import("../types").Desk }} props */
export function Bulletin({ page }) {
  const { say } = page;
  const [chosen, setChosen] = useState("");
  const query = chosen ? { period: chosen } : {};
  const found = useAnswer(async () => (await page.call("GET", "/figures/bulletin", { query })).data, [JSON.stringify(query), page.locale]);
  const told = found.data;
  return html`<div>
    <h2>${say("bulletin.title")}</h2>
    ${told?.periods.length > 0 && html`<div class="filters no-print"><${Select} label=${say("bulletin.period")} any=${null} value=${told.period} onChange=${setChosen}
      options=${told.periods.map((/** @type {import("api").BulletinPeriodOut} */ one) => ({ value: one.period, label: `${dayText(one.since, page.locale)} – ${dayText(one.until, page.locale)}` }))} /></div>`}
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
