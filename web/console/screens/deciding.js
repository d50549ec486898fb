// @ts-check
/** The fields of what comes before an answer: what was done, on which ground, what was looked at, who was heard. */

import { html } from "../../shared/html.js";
import { Field, Group, onTyped, Options } from "../../shared/ui.js";
import { Proposed } from "./proposal.js";

/** @typedef {import("../types").FieldProps} FieldProps */

const LONGEST_NAME = 100;
const DIGITS = 4;

/** @param {FieldProps} props */
export function ActionsTaken({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("case.actions_taken")} help=${page.say("case.actions_taken_help")} faults=${faults}>
    <${Options} options=${page.vocabulary.actions_taken} chosen=${value ?? []} onChoose=${onChange} many short />
  <//>`;
}

/** The grounds of this event. @param {FieldProps} props */
export function Ground({ page, event, value, onChange, faults }) {
  const grounds = page.vocabulary.grounds.filter((ground) => ground.event === event);
  return html`<${Group} label=${page.say("case.ground")} faults=${faults}><${Options} options=${grounds} chosen=${value} onChoose=${onChange} /><//>`;
}

/** @param {FieldProps} props */
export function CheckKind({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("case.check_kind")} faults=${faults}>
    <${Options} options=${page.vocabulary.check_kinds} chosen=${value} onChoose=${onChange} short />
  <//>`;
}

/** @param {FieldProps} props */
export function Speaker({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("case.speaker")} faults=${faults}><${Options} options=${page.vocabulary.speakers} chosen=${value} onChoose=${onChange} short /><//>`;
}

/** The day of a check. @param {FieldProps} props */
export function CheckedOn(props) {
  return html`<${Day} ...${props} label=${props.page.say("case.checked_on")} />`;
}

/** The day of a statement. @param {FieldProps} props */
export function SaidOn(props) {
  return html`<${Day} ...${props} label=${props.page.say("case.said_on")} />`;
}

/** On which day the office looks again. @param {FieldProps} props */
export function RecheckOn(props) {
  const { say } = props.page;
  return html`<${Day} ...${props} label=${say("case.recheck_on")} help=${say(props.event === "recheck" ? "case.recheck_again_help" : "case.recheck_on_help")} />`;
}

/** Whether what was found is right now. @param {FieldProps} props */
export function PutRight({ page, value, onChange, faults }) {
  const options = ["yes", "no"].map((answer) => ({ value: answer, label: page.say(`case.put_right_${answer}`) }));
  return html`<${Group} label=${page.say("case.put_right")} faults=${faults}><${Options} options=${options} chosen=${value} onChoose=${onChange} short /><//>`;
}

/** @param {FieldProps & { label: string, help?: string }} props */
function Day({ label, help, value, onChange, faults }) {
  return html`<${Field} label=${label} help=${help} faults=${faults}>
    ${(/** @type {object} */ bound) => html`<input ...${bound} type="date" autocomplete="off" value=${value ?? ""} onInput=${onTyped(onChange)} />`}
  <//>`;
}

/** Classes with their minutes, where the kind of check takes any. @param {FieldProps} props */
export function Classes({ page, typed, value, onChange, faults }) {
  const least = page.vocabulary.check_kinds.find((kind) => kind.value === typed.kind)?.classes ?? 0;
  if (least === 0) return null;
  /** @type {{ name: string, minutes: string }[]} */
  const classes = value ?? Array.from({ length: least }, () => ({ name: "", minutes: "" }));
  const put = (/** @type {number} */ index, /** @type {object} */ part) => onChange(classes.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return html`<${Group} label=${page.say("case.classes_sampled")} help=${page.say("case.classes_help", { least })} faults=${faults}>
    ${classes.map((one, index) => html`<div class="sampled" key=${index}>
      <label>${page.say("case.class_name", { number: index + 1 })}<input type="text" autocomplete="off" maxlength=${LONGEST_NAME} value=${one.name} onInput=${onTyped((name) => put(index, { name }))} /></label>
      <label>${page.say("case.class_minutes", { number: index + 1 })}<input type="text" inputmode="numeric" maxlength=${DIGITS} autocomplete="off" value=${one.minutes} onInput=${onTyped((minutes) => put(index, { minutes }))} /></label>
    </div>`)}
    <p><button type="button" class="button" onClick=${() => onChange([...classes, { name: "", minutes: "" }])}>${page.say("case.class_more")}</button></p>
  <//>`;
}

/** What somebody is about to approve. @param {FieldProps} props */
export function ToApprove({ page, opened }) {
  return opened.proposal && html`<${Proposed} proposal=${opened.proposal} page=${page} />`;
}
