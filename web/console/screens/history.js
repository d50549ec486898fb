// @ts-check
/** What happened to a case, line by line. */

import { html } from "../../shared/html.js";
import { dayText, labelOf } from "../../shared/words.js";

/** Lines of a history; also what a refused change shows as having happened meanwhile. */
export function HistoryLines({ history, page }) {
  const { say, locale, vocabulary } = page;
  return html`<ol class="timeline">${history.map((line) => html`<li>
    <p class="timeline-day">${dayText(line.on, locale)} · ${line.by ?? say("case.someone")}</p>
    <p>${labelOf(vocabulary.events, line.event)}${line.status && html` → ${labelOf(vocabulary.statuses, line.status)}`}${line.outcome && html` · ${labelOf(vocabulary.outcomes, line.outcome)}`}</p>
    ${line.public_reply && html`<p class="help prose">${say("case.reply_was", { text: line.public_reply })}</p>`}
    ${line.reason && html`<p class="help prose">${say("case.reason_was", { text: line.reason })}</p>`}
  </li>`)}</ol>`;
}
