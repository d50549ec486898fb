// @ts-check
/** What was said with a line of the history, opened. */

import { html } from "../../shared/html.js";
import { dayText, labelOf, listed, seen } from "../../shared/words.js";

/**
 * @typedef {import("../../shared/ui.js").Page} Page
 * @typedef {Partial<import("api").HistoryLineOut>} Line
 */

/** @param {{ line: Line, page: Page }} props */
export function Details({ line, page }) {
  const { say, locale, vocabulary } = page;
  return html`
    ${line.actions_taken && line.actions_taken.length > 0 && html`<p class="help">${say("case.actions_were", { actions: listed(line.actions_taken.map((one) => labelOf(vocabulary.actions_taken, one)), locale) })}</p>`}
    ${line.ground && html`<p class="help">${say("case.ground_was", { ground: labelOf(vocabulary.grounds, line.ground) })}</p>`}
    ${line.public_reply && html`<p class="help prose">${say("case.reply_was", { text: line.public_reply })}</p>`}
    ${line.addition && html`<p class="help prose">${say("case.addition_was", { text: line.addition })}</p>`}
    ${line.reason && html`<p class="help prose">${say("case.reason_was", { text: line.reason })}</p>`}
    ${line.recheck && html`<${Recheck} recheck=${line.recheck} page=${page} />`}
    ${line.recheck_on && html`<p class="help">${say("case.recheck_was", { day: dayText(line.recheck_on, page.locale) })}</p>`}
    ${line.check && html`<${Check} check=${line.check} page=${page} />`}
    ${line.statement && html`<${Statement} statement=${line.statement} page=${page} />`}`;
}

/** @param {{ check: import("api").CheckOut, page: Page }} props */
function Check({ check, page }) {
  const { say, locale, vocabulary } = page;
  return html`<p class="help">${labelOf(vocabulary.check_kinds, check.kind)} · ${dayText(check.checked_on, locale)}</p>
    ${check.classes_sampled.length > 0 && html`<ul class="help">${check.classes_sampled.map((one) => html`<li>${say("case.class_was", { name: one.name, minutes: one.minutes })}</li>`)}</ul>`}
    <p class="help prose">${seen(check.text)}</p>`;
}

/** @param {{ statement: import("api").HeardOut, page: Page }} props */
function Statement({ statement, page }) {
  return html`<p class="help">${labelOf(page.vocabulary.speakers, statement.speaker)} · ${dayText(statement.said_on, page.locale)}</p>
    <p class="help prose">${seen(statement.text)}</p>`;
}

/** @param {{ recheck: import("api").RecheckOut, page: Page }} props */
function Recheck({ recheck, page }) {
  return html`<p class="help">${page.say(recheck.put_right ? "case.put_right_yes" : "case.put_right_no")} · ${dayText(recheck.checked_on, page.locale)}</p>
    <p class="help prose">${seen(recheck.text)}</p>`;
}
