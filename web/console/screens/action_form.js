// @ts-check
/** The fields of one event. */

import { html, useEffect, useRef } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Field, Group, Notice, onTyped, Options } from "../../shared/ui.js";
import { labelOf } from "../../shared/words.js";
import { fieldsOf, isProposed, NOTE, stepOf } from "./changes.js";
import { Case, Colleague, Office, Target } from "./choosing.js";
import { ActionsTaken, CheckedOn, CheckKind, Classes, Ground, PutRight, RecheckOn, SaidOn, Speaker, ToApprove } from "./deciding.js";
import { Cases, Reports, Steps } from "./parting.js";
import { CoHandler, TaskDay, TaskKind, TaskRequest } from "./task_fields.js";

/**
 * @typedef {import("../types").FieldProps} FieldProps
 * @typedef {import("../types").Desk} Desk
 */

/** @type {Record<string, string>} */
const LABEL_OF_TEXT = { ask: "case.question", message: "case.message", [NOTE]: "case.note_text", check: "case.check_text", hear: "case.hear_text", recheck: "case.check_text" };
/** Texts that stay with the office, and may be as long as a report. */
const KEPT = [NOTE, "check", "hear", "recheck"];

/**
 * @param {{ event: string, page: Desk, opened: import("../types").Opened, typed: Record<string, any>, setTyped: (typed: Record<string, any>) => void,
 *   problem: import("../../shared/api.js").Problem | null, isBusy: boolean, onSend: () => void, onCancel: () => void }} props
 */
export function ActionForm({ event, page, opened, typed, setTyped, problem, isBusy, onSend, onCancel }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useEffect(() => {
    /** @type {HTMLElement | null | undefined} */ (form.current?.querySelector("input, textarea, select"))?.focus();
  }, []);
  /** @returns {FieldProps} */
  const field = (/** @type {string} */ name) => ({
    ...{ page, opened, event, typed, value: typed[name], onChange: (/** @type {any} */ value) => setTyped({ ...typed, [name]: value }) },
    faults: problem?.about(name) ?? [],
    errors: problem?.errors ?? [],
  });
  const step = stepOf(opened, event);
  const toApprove = isProposed(opened, event, typed);
  const submit = (/** @type {Event} */ submitted) => {
    submitted.preventDefault();
    onSend();
  };
  return html`<form class="act-form" ref=${form} onSubmit=${submit} novalidate>
    <h3>${event === NOTE ? page.say("case.note") : labelOf(page.vocabulary.events, event)}</h3>
    ${toApprove && html`<${Notice} kind="warn"><p>${page.say("case.needs_approval")}</p><//>`}
    ${step?.effect && html`<${Notice} kind="warn"><p>${step.effect}</p><//>`}
    ${["check", "recheck"].includes(event) && html`<p class="help"><a href=${`#/cases/${opened.id}/notice`}>${page.say("notice.title")}</a> · ${page.say("case.notice_help")}</p>`}
    ${fieldsOf(event).map((name) => html`<${PARTS[name]} key=${name} ...${field(name)} />`)}
    <div class="act-send">
      <button class="button button-main" disabled=${isBusy}>${toApprove ? labelOf(page.vocabulary.events, "propose") : page.say("case.confirm")}</button>
      <button type="button" class="button" onClick=${onCancel}>${page.say("case.cancel")}</button>
    </div>
  </form>`;
}

/** @param {FieldProps} props */
function Words({ event, ...field }) {
  const { say, vocabulary } = field.page;
  const isKept = KEPT.includes(event);
  return html`<${Long} ...${field} label=${say(LABEL_OF_TEXT[event])} help=${isKept ? say("case.note_help") : null} longest=${isKept ? vocabulary.text_limits.report : undefined} />`;
}

/** What reporters read of a later look. @param {FieldProps} props */
function Message({ event, ...field }) {
  const { say } = field.page;
  return html`<${Long} ...${field} label=${say("case.recheck_message")} help=${say("case.recheck_message_help")} />`;
}

/** The template stands until somebody writes another; where a second person has to agree, it is asked for. @param {FieldProps} props */
function PublicReply({ event, typed, ...field }) {
  const { opened, value, onChange } = field;
  const { say } = field.page;
  const template = opened.templates.find((one) => one.event === event && one.outcome === (typed.outcome ?? null));
  const standing = template && !isProposed(opened, event, typed) ? template.text : "";
  useEffect(() => {
    const isNobodys = !value || opened.templates.some((one) => one.text === value);
    if (isNobodys && value !== template?.text && (value || standing)) onChange(standing);
  }, [template?.text]);
  return html`<${Long} ...${field} label=${say("case.public_reply")} help=${say("case.public_reply_help")} />
    ${template && !value && html`<div class="field"><button type="button" class="button" onClick=${() => onChange(template.text)}>${say("case.template")}</button>
      <p class="help">${say("case.template_help")}</p></div>`}`;
}

/** @param {FieldProps} props */
function Reason({ event, ...field }) {
  const { say } = field.page;
  const isOversight = event === "oversee";
  const help = stepOf(field.opened, event)?.tells_reason ? "case.reason_told" : "case.reason_help";
  return html`<${Long} ...${field} label=${say(isOversight ? "case.oversight_words" : "case.reason")} help=${say(isOversight ? "case.oversight_words_help" : help)} />`;
}

/**
 * @param {{ page: Desk, label: string, help?: string | null, value: string | undefined, onChange: (text: string) => void, faults: string[],
 *   longest?: number }} props
 */
function Long({ page, label, help = null, value, onChange, faults, longest = page.vocabulary.text_limits.message }) {
  return html`<${LongText} page=${page} label=${label} help=${help} faults=${faults} rows=${4} longest=${longest} value=${value ?? ""} onInput=${onChange} />`;
}

/** @param {FieldProps} props */
function Outcome({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("case.outcome")} faults=${faults}>
    <${Options} options=${page.vocabulary.outcomes} chosen=${value} onChoose=${onChange} short />
  <//>`;
}

/** The kinds of reason of an event; every other one is a transfer. @type {Record<string, "oversight_reasons" | "extension_reasons" | "urging_reasons">} */
const KINDS = { oversee: "oversight_reasons", extend: "extension_reasons", urge: "urging_reasons", supervise: "urging_reasons" };
/** @type {Record<string, string>} */
const LABEL_OF_KINDS = { oversee: "case.oversight_reason", extend: "case.extension_reason", urge: "case.urging_reason", supervise: "case.supervising_reason" };

/** @param {FieldProps} props */
function ReasonCode({ page, event, value, onChange, faults }) {
  return html`<${Group} label=${page.say(LABEL_OF_KINDS[event] ?? "case.reason_code")} faults=${faults}>
    <${Options} options=${page.vocabulary[KINDS[event] ?? "transfer_reasons"]} chosen=${value} onChoose=${onChange} />
  <//>`;
}

/** @param {FieldProps} props */
function BackReport({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("case.back_report")} faults=${faults}>
    <${Options} options=${page.vocabulary.back_reports} chosen=${value} onChoose=${onChange} />
  <//>`;
}

/** @param {FieldProps} props */
function AnswerBy({ page, value, onChange, faults }) {
  return html`<${Field} label=${page.say("case.answer_by")} help=${page.say("case.answer_by_help")} faults=${faults}>
    ${(/** @type {object} */ bound) => html`<input ...${bound} type="date" autocomplete="off" value=${value ?? ""} onInput=${onTyped(onChange)} />`}<//>`;
}

/** Of a check, or of the help of another office. @param {FieldProps} props */
function Kind(props) {
  return props.event === "check" ? html`<${CheckKind} ...${props} />` : html`<${TaskKind} ...${props} />`;
}

/** @type {Record<string, (props: FieldProps) => any>} */
const PARTS = {
  ...{ text: Words, outcome: Outcome, public_reply: PublicReply, reason: Reason, reason_code: ReasonCode, back_report: BackReport, answer_by: AnswerBy },
  ...{ office_id: CoHandler, kind: Kind, due_on: TaskDay, request: TaskRequest },
  ...{ actions_taken: ActionsTaken, ground: Ground, proposal: ToApprove },
  ...{ checked_on: CheckedOn, classes_sampled: Classes, speaker: Speaker, said_on: SaidOn },
  ...{ recheck_on: RecheckOn, put_right: PutRight, message: Message },
  ...{ target: Target, to_office_id: Office, into: Case, assignee: Colleague },
  ...{ case_ids: Cases, report_ids: Reports, versions: Steps },
};
