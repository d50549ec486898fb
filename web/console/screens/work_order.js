// @ts-check
/** What goes on paper to whoever visits the place: nothing that a reporter wrote, and no day on which something was said. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { dayText, labelOf } from "../../shared/words.js";

/** @param {{ opened: import("../types").Opened, page: import("../../shared/ui.js").Page }} props */
export function WorkOrder({ opened, page }) {
  const { say, locale, vocabulary } = page;
  const target = opened.school ?? opened.institution;
  const suspected = [...new Map(opened.reports.flatMap((report) => report.findings).filter((one) => one.result === "suspected").map((one) => [one.rule_id, one])).values()];
  const month = dayText(opened.submitted_on, locale, { year: "numeric", month: "long" });
  const lines = [
    [say("queue.matter"), labelOf(vocabulary.matters, opened.matter)],
    [say("queue.target"), target ? html`<${Quoted} text=${target.name} />` : say("queue.unnamed")],
    [say("office"), html`<${Quoted} text=${opened.office.name} />`],
    [say("order.month"), month],
    [say("queue.finish"), dayText(opened.due_on, locale)],
    [say("order.reference"), opened.references[0]],
  ];
  return html`<section class="work-order" aria-hidden="true">
    <h1>${say("order.title")}</h1>
    <table><tbody>${lines.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</tbody></table>
    <h2>${say("order.to_check")}</h2>
    <ul>${suspected.map((finding) => html`<li>${finding.document.title} ${finding.document.article}</li>`)}</ul>
    <h2>${say("order.found")}</h2><p class="order-lines"></p>
    <h2>${say("order.signed")}</h2><p class="order-line"></p>
    <p>${say("order.warning")}</p>
  </section>`;
}
