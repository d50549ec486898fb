// @ts-check
/** What happened to a case, line by line. */

import { html } from "../../shared/html.js";
import { dayText, labelOf } from "../../shared/words.js";
import { Details } from "./details.js";

/** @typedef {import("api").ChangeOut & Partial<import("api").HistoryLineOut>} Shown */

/** Kinds of reason by event; every other one that has a kind passed the case on.
 * @type {Record<string, "oversight_reasons" | "extension_reasons" | "urging_reasons" | "back_reports">} */
const REASONS = { oversee: "oversight_reasons", extend: "extension_reasons", urge: "urging_reasons", supervise: "urging_reasons", report_back: "back_reports" };
/** What the office of a line did; in every other the case went there. @type {Record<string, string>} */
const ABOUT = { oversee: "case.overseen_by", urge: "case.urged_by", supervise: "case.supervised_by" };

/**
 * Lines of a history; also what a refused change shows as having happened meanwhile.
 * @param {{ history: Shown[], page: import("../../shared/ui.js").Page }} props
 */
export function HistoryLines({ history, page }) {
  return html`<ol class="timeline">${history.map((line) => html`<${Line} line=${line} page=${page} />`)}</ol>`;
}

/** @param {{ line: Shown, page: import("../../shared/ui.js").Page }} props */
function Line({ line, page }) {
  const { say, locale, vocabulary } = page;
  const list = REASONS[line.event];
  const reasons = list ? vocabulary[list] : [...vocabulary.transfer_reasons, ...vocabulary.escalation_reasons];
  const why = line.reason_code && labelOf(reasons, line.reason_code);
  return html`<li>
    <p class="timeline-day">${dayText(line.on, locale)} · ${line.by ?? say("case.someone")}</p>
    <p>${labelOf(vocabulary.events, line.event)}${line.status && html` → ${labelOf(vocabulary.statuses, line.status)}`}${line.outcome && html` · ${labelOf(vocabulary.outcomes, line.outcome)}`}</p>
    ${(line.office || why) && html`<p class="help">${[line.office && say(ABOUT[line.event] ?? "case.went_to", { office: line.office }), why].filter(Boolean).join(" · ")}</p>`}
    ${line.other_case_id && html`<p><a href=${`#/cases/${line.other_case_id}`}>${say("case.other")}</a>${line.undo_until && html` <span class="help">${say("parting.undo_until", { day: dayText(line.undo_until, locale) })}</span>`}</p>`}
    ${line.proposed && html`<p class="help">${say("case.proposed_was", { act: labelOf(vocabulary.events, line.proposed) })}</p>`}
    <${Details} line=${line} page=${page} />
  </li>`;
}
