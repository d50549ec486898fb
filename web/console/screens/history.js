// @ts-check
/** What happened to a case, line by line. */

import { html } from "../../shared/html.js";
import { dayText, labelOf } from "../../shared/words.js";
import { Details } from "./details.js";

/** @typedef {import("api").ChangeOut & Partial<import("api").HistoryLineOut>} Shown */

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
  const reasons = [...vocabulary.transfer_reasons, ...vocabulary.escalation_reasons, ...vocabulary.oversight_reasons];
  return html`<li>
    <p class="timeline-day">${dayText(line.on, locale)} · ${line.by ?? say("case.someone")}</p>
    <p>${labelOf(vocabulary.events, line.event)}${line.status && html` → ${labelOf(vocabulary.statuses, line.status)}`}${line.outcome && html` · ${labelOf(vocabulary.outcomes, line.outcome)}`}</p>
    ${line.office && html`<p class="help">${say(line.event === "oversee" ? "case.overseen_by" : "case.went_to", { office: line.office })}${line.reason_code && ` · ${labelOf(reasons, line.reason_code)}`}</p>`}
    ${line.other_case_id && html`<p><a href=${`#/cases/${line.other_case_id}`}>${say("case.other")}</a></p>`}
    ${line.proposed && html`<p class="help">${say("case.proposed_was", { act: labelOf(vocabulary.events, line.proposed) })}</p>`}
    <${Details} line=${line} page=${page} />
  </li>`;
}
