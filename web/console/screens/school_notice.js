// @ts-check
/** What an inspector takes to a school: matter, stage and month. Whoever adds to it says why, and it stays in the history. */

import { html, useState } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Heading, Notice, ProblemNotice, Waiting } from "../../shared/ui.js";
import { seen } from "../../shared/words.js";
import { forget, isKept, useKept } from "../kept.js";
import { useTaken } from "./taken.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").SchoolNoticeOut & { etag: string }} TakenNotice
 * @typedef {import("../../shared/api.js").Problem} Problem
 * @typedef {{ addition?: string, reason?: string }} Typed
 */

/** @type {Typed} */
const NOTHING = {};

/** @param {{ page: Desk, caseId: string }} props */
export function SchoolNotice({ page, caseId }) {
  const path = `/cases/${caseId}/school_notice`;
  /** @type {ReturnType<typeof useTaken<import("api").SchoolNoticeOut>>} */
  const { taken: notice, problem, take, again } = useTaken(page, path);
  const add = async (/** @type {TakenNotice} */ { etag }, /** @type {Typed} */ typed) => {
    if (await take(page.call("POST", path, { body: typed, headers: { "If-Match": etag } }))) forget(page.desk, `notice ${caseId}`);
  };
  return html`<section>
    <p class="case-back"><a href=${`#/cases/${caseId}`}>‹ ${page.say("notice.back")}</a></p>
    <${Heading}>${page.say("notice.title")}<//>
    ${problem && html`<${ProblemNotice} problem=${problem} page=${page} shown=${["addition", "reason"]}
      onRetry=${notice && problem.code !== "stale" ? null : again} />`}
    ${!notice && !problem && html`<${Waiting} page=${page} />`}
    ${notice && html`<${Paper} notice=${notice} page=${page} />
      <p class="no-print"><button type="button" class="button button-main" onClick=${() => print()}>${page.say("notice.print")}</button></p>
      ${!notice.addition && html`<${Addition} page=${page} problem=${problem} caseId=${caseId} onAdd=${(/** @type {Typed} */ typed) => add(notice, typed)} />`}`}
  </section>`;
}

/** @param {{ notice: TakenNotice, page: Desk }} props */
function Paper({ notice, page }) {
  const { say } = page;
  const lines = [
    [say("notice.to"), ""],
    [say("queue.matter"), notice.matter_text],
    [say("notice.stage"), notice.stage_text ?? ""],
    [say("order.month"), notice.month],
  ];
  return html`<article class="card school-notice">
    <table class="table"><tbody>${lines.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
    <p>${say("notice.text")}</p>
    ${notice.addition && html`<p class="prose">${seen(notice.addition)}</p>`}
  </article>`;
}

/** @param {{ page: Desk, caseId: string, problem: Problem | null, onAdd: (typed: Typed) => void }} props */
function Addition({ page, caseId, problem, onAdd }) {
  const form = `notice ${caseId}`;
  const [isOpen] = useState(() => isKept(page.desk, form));
  const [typed, setTyped] = useKept(page.desk, `${form} typed`, NOTHING);
  const { say } = page;
  const field = (/** @type {"addition" | "reason"} */ name, /** @type {string | null} */ help) => html`<${LongText} page=${page} label=${say(name === "reason" ? "case.reason" : "notice.addition")} help=${help} faults=${problem?.about(name) ?? []}
    rows=${3} longest=${page.vocabulary.text_limits.message} value=${typed[name] ?? ""} onInput=${(/** @type {string} */ given) => setTyped({ ...typed, [name]: given })} />`;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onAdd(typed);
  };
  return html`<details class="no-print" open=${isOpen}><summary>${say("notice.more")}</summary>
    <form onSubmit=${submit} novalidate>
      <${Notice} kind="warn"><p>${say("notice.warning")}</p><//>
      ${field("addition", null)}
      ${field("reason", say("notice.reason_help"))}
      <button class="button">${say("notice.add")}</button>
    </form>
  </details>`;
}
