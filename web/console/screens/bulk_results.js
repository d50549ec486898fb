// @ts-check
/** What became of each of many cases: how many were done, and why the others were not. */

import { html, useEffect, useRef } from "../../shared/html.js";
import { Notice, ProblemNotice } from "../../shared/ui.js";
import { HistoryLines } from "./history.js";

/** @typedef {import("api").BulkRowOut} Row */

/** @param {{ page: import("../types").Desk, rows: Row[], isBusy: boolean, problem: import("../../shared/api.js").Problem | null, onAgain: (() => void) | null, onSeen: () => void }} props */
export function BulkResults({ page, rows, isBusy, problem, onAgain, onSeen }) {
  const { say } = page;
  const others = rows.filter(({ problem: why }) => why);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus(), [rows]);
  return html`<div class="outcomes" tabindex="-1" ref=${box}><${Notice} kind=${others.length ? "warn" : "good"} live="status" title=${say("bulk.done", { count: rows.length - others.length })}>
    ${others.length > 0 && html`<p>${say("bulk.not_done", { count: others.length })}</p>
      <div class="table-wide" tabindex="0" role="region" aria-label=${say("bulk.results")}><table class="table">
        <thead><tr><th scope="col">${say("bulk.case")}</th><th scope="col">${say("bulk.why")}</th></tr></thead>
        <tbody>${others.map((row) => html`<tr key=${row.id}><th scope="row"><a href=${`#/cases/${row.id}`}>${say("bulk.open", { number: 1 + rows.indexOf(row) })}</a></th><td>${whyOf(row, say)}
          ${row.changed.length > 0 && html`<${HistoryLines} history=${row.changed} page=${page} />`}</td></tr>`)}</tbody></table></div>`}
    <${ProblemNotice} problem=${problem} page=${page} />
    <div class="act-buttons">${onAgain && html`<button type="button" class="button button-main" disabled=${isBusy} onClick=${onAgain}>${say("bulk.again")}</button>`}
      <button type="button" class="button" onClick=${onSeen}>${say("taking.seen")}</button></div><//></div>`;
}

/** @param {Row} row @param {import("../../shared/words.js").Say} say */
function whyOf({ problem }, say) {
  const said = problem?.errors.map(({ message }) => message) ?? [];
  return [problem?.title || say("problem.unknown"), ...(said.length ? said : [problem?.detail])].filter(Boolean).join(" ");
}
