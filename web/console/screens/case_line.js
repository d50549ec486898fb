// @ts-check
/** One case in a list. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { dayText, labelOf, listed } from "../../shared/words.js";
import { Due } from "./due.js";

/** @type {Intl.DateTimeFormatOptions} */
const SHORT = { month: "numeric", day: "numeric", year: "numeric" };

/** `isGone`: the list has it no more. @param {{ item: import("api").CaseItemOut, page: import("../types").Desk, isGone?: boolean }} props */
export function CaseLine({ item, page, isGone = false }) {
  const { say, locale, vocabulary, desk } = page;
  const target = item.school ?? item.institution;
  const isElsewhere = item.office_id !== page.me.office_id;
  return html`<a class=${`case-line severity-${item.severity}${isGone ? " is-gone" : ""}`} href=${`#/cases/${item.id}`}>
    <span class="case-what"><b>${labelOf(vocabulary.matters, item.matter)}</b>
      <span class="help">${target ? html`<${Quoted} text=${target.name} />` : say("queue.unnamed")}${item.references.length > 0 && ` · ${listed(item.references, locale, "narrow")}`}${item.report_count > item.references.length ? ` … ${say("queue.reports", { count: item.report_count })}` : ""}</span>
      ${isElsewhere && html`<span class="help"><${Quoted} text=${item.office.name} /></span>`}</span>
    <span class="badges">
      <span class=${`badge badge-${item.severity}`}>${labelOf(vocabulary.severities, item.severity)}</span>
      ${item.synthetic && html`<span class="badge badge-ask">${say("queue.synthetic")}</span>`}
      ${item.safety && html`<span class="badge badge-urgent">${say("queue.safety")}</span>`}
      <span class="badge badge-status">${labelOf(vocabulary.statuses, item.status)}</span>
      ${item.reseal_pending && html`<span class="badge badge-ask">${say("queue.reseal")}</span>`}
      ${desk.unsent.has(item.id) && html`<span class="badge badge-ask">${say("queue.unsent")}</span>`}
      ${isGone && html`<span class="badge">${say("queue.gone")}</span>`}
    </span>
    <span class="case-due"><span class="help">${say("queue.due")}</span> <b>${dayText(item.next_due_on, locale, SHORT)}</b>${" "}
      <${Due} item=${item} page=${page} /></span>
    <span class="case-who help">${item.assignee_name ? (item.assignee === page.me.id ? say("case.me", { name: item.assignee_name }) : item.assignee_name) : say("queue.nobody")}</span>
  </a>`;
}
