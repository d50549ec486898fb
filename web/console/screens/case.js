// @ts-check
/** A case: what was said, what the rules say, what was done, and what may be done now. */

import { asProblem } from "../../shared/api.js";
import { html, useEffect, useState } from "../../shared/html.js";
import { Findings, Messages, Quoted } from "../../shared/said.js";
import { Heading, Notice, ProblemNotice, Waiting } from "../../shared/ui.js";
import { dayText, labelOf, listed, seen } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Actions } from "./actions.js";
import { Alike } from "./alike.js";
import { CaseFiles } from "./case_files.js";
import { Due } from "./due.js";
import { HistoryLines } from "./history.js";
import { Joint } from "./joint.js";
import { Waits } from "./proposal.js";
import { Registered } from "./registered.js";
import { Turning, useTurning } from "./turning.js";
import { WorkOrder } from "./work_order.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("../types").Opened} OpenedCase
 * @typedef {import("api").CaseReportOut} CaseReportOut
 */

/** @param {{ page: Desk, caseId: string }} props */
export function CasePage({ page, caseId }) {
  const [opened, setOpened] = useState(/** @type {OpenedCase | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null));
  const turning = useTurning(page, caseId);
  useTitle(page, opened ? labelOf(page.vocabulary.matters, opened.matter) : page.say("case.title"));
  const load = async () => {
    try {
      const { data, etag } = await page.call("GET", `/cases/${caseId}`);
      setOpened({ ...data, etag });
      setProblem(null);
    } catch (refusal) {
      setProblem(asProblem(refusal));
    }
  };
  useEffect(() => {
    load();
  }, [caseId]);
  /** After an act that may take it out of sight: look, and go back to the queue when it is. */
  const leave = async () => {
    const { status } = await page.call("GET", `/cases/${caseId}`).catch(asProblem);
    if (status === 404) location.hash = "#/";
    else await load();
  };
  return html`<section>
    <${Turning} turning=${turning} page=${page} />
    ${problem && html`<${ProblemNotice} problem=${problem} page=${page} onRetry=${load} />`}
    ${!opened && !problem && html`<${Waiting} page=${page} />`}
    ${opened && html`<${Opened} opened=${opened} page=${page} onChanged=${load} onGone=${leave} onNext=${turning.isListed ? turning.next : null} />`}
  </section>`;
}

/**
 * @param {{ opened: OpenedCase, page: Desk, onChanged: () => Promise<void>, onGone: () => Promise<void>, onNext: (() => void) | null }} props
 */
function Opened({ opened, page, onChanged, onGone, onNext }) {
  return html`<${Head} item=${opened} page=${page} />
    ${opened.notice && html`<${Notice} kind="warn"><p>${opened.notice}</p><//>`}
    ${opened.proposed_owner && html`<${Notice} title=${page.say("case.proposed_owner", { office: opened.proposed_owner.office.name })}><p>${opened.proposed_owner.reason.text}</p><//>`}
    <${Waits} opened=${opened} page=${page} />
    ${opened.joined_into && html`<${Notice} kind="warn"><p>${page.say("case.joined_into")} <a href=${`#/cases/${opened.joined_into}`}>${page.say("case.other")}</a></p><//>`}
    <${WorkOrder} opened=${opened} page=${page} />
    <div class="case-columns">
      <div class="case-acts"><${Actions} opened=${opened} page=${page} onChanged=${onChanged} onGone=${onGone} onNext=${onNext} />
        <${Joint} opened=${opened} page=${page} />
        <${Alike} opened=${opened} page=${page} /></div>
      <div class="case-body">
        ${opened.is_sealed && html`<p class="card help">${page.say("case.sealed")}</p>`}
        ${opened.reports.map((report) => html`<${Report} key=${report.id} report=${report} page=${page} caseId=${opened.id} />`)}
        <${Registered} opened=${opened} page=${page} />
        ${!opened.is_sealed && html`<${Notes} notes=${opened.notes} page=${page} />`}
        <${History} history=${opened.history} page=${page} />
        <p class="no-print"><button type="button" class="button" onClick=${() => print()}>${page.say("case.print")}</button> <span class="help">${page.say("case.print_help")}</span></p>
        ${page.me.permissions.includes("move_cases") && html`<p class="no-print"><a href=${`#/cases/${opened.id}/notice`}>${page.say("notice.title")}</a></p>`}
      </div>
    </div>`;
}

/** @param {{ item: OpenedCase, page: Desk }} props */
function Head({ item, page }) {
  const { say, locale, vocabulary } = page;
  const target = item.school ?? item.institution;
  return html`<${Heading}>${labelOf(vocabulary.matters, item.matter)}<//>
    <p class="badges">
      <span class="badge badge-status">${labelOf(vocabulary.statuses, item.status)}</span>
      <span class=${`badge badge-${item.severity}`}>${labelOf(vocabulary.severities, item.severity)}</span>
      ${item.synthetic && html`<span class="badge badge-ask">${say("queue.synthetic")}</span>`}
      ${item.safety && html`<span class="badge badge-urgent">${say("queue.safety")}</span>`}
      ${item.reseal_pending && html`<span class="badge badge-ask">${say("queue.reseal")}</span>`}
    </p>
    <dl class="case-facts">
      <div><dt>${say("queue.target")}</dt><dd>${target ? html`<${Quoted} text=${target.name} />` : say("queue.unnamed")}</dd></div>
      <div><dt>${say("office")}</dt><dd><${Quoted} text=${item.office.name} /></dd></div>
      <div><dt>${say("queue.due")}</dt><dd>${dayText(item.next_due_on, locale)}${" "}<${Due} item=${item} page=${page} /></dd></div>
      <div><dt>${say("queue.finish")}</dt><dd>${dayText(item.due_on, locale)}</dd></div>
      <div><dt>${say("queue.assignee")}</dt><dd>${item.assignee_name ?? say("queue.nobody")}</dd></div>
      ${item.recheck_on && html`<div><dt>${say("case.recheck_on")}</dt><dd>${dayText(item.recheck_on, locale)}</dd></div>`}
    </dl>`;
}

/** @param {{ report: CaseReportOut, page: Desk, caseId: string }} props */
function Report({ report, page, caseId }) {
  const { say, locale, vocabulary } = page;
  return html`<article class="card">
    <h2>${say("case.report", { reference: report.reference })}</h2>
    <p class="help">${labelOf(vocabulary.categories, report.category)} · ${say("case.filed", { day: dayText(report.filed_on, locale) })}</p>
    <dl class="answers">
      ${report.target_name && html`<div><dt>${say("case.named")}</dt><dd><${Quoted} text=${report.target_name} /></dd></div>`}
      ${report.occurred_on && html`<div><dt>${say("case.occurred")}</dt><dd>${dayText(report.occurred_on, locale)}</dd></div>`}
      ${report.source !== "online" && html`<div><dt>${say("caller.source")}</dt><dd>${labelOf(vocabulary.sources, report.source)}</dd></div>`}
      ${report.reporter_role && html`<div><dt>${say("case.role")}</dt><dd>${labelOf(vocabulary.reporter_roles, report.reporter_role)}</dd></div>`}
      ${report.answers.map((answer) => html`<div key=${answer.question_id}><dt>${answer.label}</dt>${answer.text.map((line) => html`<dd><${Quoted} text=${line} /></dd>`)}</div>`)}
    </dl>
    <h3>${say("case.text")}</h3>
    <p class=${report.text ? "prose" : "help"}>${seen(report.text) || say("case.no_text")}</p>
    ${report.evidence.length > 0 && html`<h3>${say("case.evidence")}</h3><${CaseFiles} files=${report.evidence} page=${page} caseId=${caseId} />`}
    <h3>${say("case.findings")}</h3>
    <${Findings} findings=${report.findings} page=${page} />
    ${report.public_reply && html`<h3>${say("case.told")}</h3><p class="prose">${report.outcome && html`<b>${labelOf(vocabulary.outcomes, report.outcome)}</b> · `}${report.actions_taken.length > 0 && html`<b>${listed(report.actions_taken.map((one) => labelOf(vocabulary.actions_taken, one)), locale)}</b> · `}${seen(report.public_reply)}</p>`}
    ${report.rating && html`<p class="help">${say(report.rating.solved ? "case.rated_solved" : "case.rated_unsolved", { score: report.rating.score })}</p>`}
    ${report.consent && html`<p class="help">${say(consentSaid(report.consent), { office: report.consent.office.name })}</p>`}
    ${report.messages.length > 0 && html`<h3>${say("case.messages")}</h3><${Messages} messages=${report.messages} side="office" page=${page} />`}
  </article>`;
}

/** @param {import("api").ConsentOut} consent */
function consentSaid({ agreed }) {
  if (agreed === null) return "case.consent_open";
  return agreed ? "case.consent_given" : "case.consent_refused";
}

/** @param {{ notes: import("api").NoteOut[], page: Desk }} props */
function Notes({ notes, page }) {
  return html`<article class="card">
    <h2>${page.say("case.notes")}</h2>
    ${notes.length === 0 ? html`<p class="help">${page.say("case.no_notes")}</p>` : html`<ol class="messages">${notes.map((note) => html`<li class="message"><p class="message-head">${note.by} · ${dayText(note.on, page.locale)}</p><p class="prose">${seen(note.text)}</p></li>`)}</ol>`}
  </article>`;
}

/** @param {{ history: import("api").HistoryLineOut[], page: Desk }} props */
function History({ history, page }) {
  return html`<article class="card">
    <h2>${page.say("case.history")}</h2>
    <${HistoryLines} history=${history} page=${page} />
  </article>`;
}
