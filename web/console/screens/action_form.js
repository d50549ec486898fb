// @ts-check
/** The fields of one event. */

import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { Field, Group, Options } from "../../shared/ui.js";
import { findTargets } from "../../shared/targets.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";
import { FIELDS, NOTE } from "./changes.js";

const LABEL_OF_TEXT = { ask: "case.question", message: "case.message", [NOTE]: "case.note" };
const LONGEST_NOTE = 5000;
const LONGEST = 2000;

export function ActionForm({ event, page, division_code, typed, setTyped, problem, isBusy, onSend, onCancel }) {
  const form = useRef(null);
  useEffect(() => {
    form.current?.querySelector("input, textarea")?.focus();
  }, []);
  const field = (name) => ({
    page,
    value: typed[name],
    onChange: (value) => setTyped({ ...typed, [name]: value }),
    faults: problem?.about(name) ?? [],
  });
  const parts = {
    text: () => html`<${Long} ...${field("text")} label=${page.say(LABEL_OF_TEXT[event])} help=${event === NOTE ? page.say("case.note_help") : null} longest=${event === NOTE ? LONGEST_NOTE : LONGEST} />`,
    outcome: () => html`<${Outcome} ...${field("outcome")} />`,
    public_reply: () => html`<${Long} ...${field("public_reply")} label=${page.say("case.public_reply")} help=${page.say("case.public_reply_help")} />`,
    reason: () => html`<${Long} ...${field("reason")} label=${page.say("case.reason")} help=${page.say("case.reason_help")} />`,
    target: () => html`<${Target} ...${field("target")} division_code=${division_code} />`,
  };
  const submit = (submitted) => {
    submitted.preventDefault();
    onSend();
  };
  return html`<form class="act-form" ref=${form} onSubmit=${submit} novalidate>
    <h3>${event === NOTE ? page.say("case.note") : labelOf(page.vocabulary.events, event)}</h3>
    ${FIELDS[event].map((name) => parts[name]())}
    <div class="act-send">
      <button class="button button-main" disabled=${isBusy}>${page.say("case.confirm")}</button>
      <button type="button" class="button" onClick=${onCancel}>${page.say("case.cancel")}</button>
    </div>
  </form>`;
}

function Long({ label, help = null, value, onChange, faults, longest = LONGEST }) {
  return html`<${Field} label=${label} help=${help} faults=${faults}>
    ${(bound) => html`<textarea ...${bound} rows="4" maxlength=${longest} value=${value ?? ""} onInput=${(event) => onChange(event.target.value)}></textarea>`}
  <//>`;
}

function Outcome({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("case.outcome")} faults=${faults}>
    <${Options} options=${page.vocabulary.outcomes} chosen=${value} onChoose=${onChange} short />
  <//>`;
}

function Target({ page, value, onChange, division_code, faults }) {
  const [q, setQ] = useState("");
  const found = useAnswer(() => findTargets(page.call, division_code, q.trim()), [q], 250);
  const options = (found.data ?? []).map((target) => ({ value: target.id, label: `${target.name} · ${page.say(`kind.${target.kind}`)}` }));
  return html`<${Field} label=${page.say("case.search_target")}>
      ${(bound) => html`<input ...${bound} type="search" maxlength="60" value=${q} onInput=${(event) => setQ(event.target.value)} />`}
    <//>
    <${Group} label=${page.say("queue.target")} faults=${faults}>
      ${found.data?.length === 0 && html`<p class="help">${page.say("which.none")}</p>`}
      <${Options} options=${options} chosen=${value?.id} onChoose=${(id) => onChange(found.data?.find((target) => target.id === id))} />
    <//>`;
}
