// @ts-check
/** What may be done now: a button for each event the service allows, and the few fields it takes. */

import { asProblem } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { Notice, ProblemNotice } from "../../shared/ui.js";
import { labelOf } from "../../shared/words.js";
import { ActionForm } from "./action_form.js";
import { fieldsOf, goesAway, NOTE, OFFERED, send } from "./changes.js";
import { HistoryLines } from "./history.js";

const ENDS_BADLY = ["decline", "refer_out", "recuse", "uphold"];
const AT_ONCE = 3; // buttons in sight; the rest waits behind "more"

export function Actions({ opened, page, onChanged, onGone }) {
  const [open, setOpen] = useState(null);
  const [typed, setTyped] = useState({});
  const [problem, setProblem] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState("");

  const act = async (event, given) => {
    setBusy(true);
    setProblem(null);
    try {
      await send(page.call, opened, event, given);
      setOpen(null);
      setTyped({});
      setSaid(page.say("case.done"));
      await (goesAway(event) ? onGone() : onChanged());
    } catch (error) {
      const refusal = asProblem(error);
      setProblem(refusal);
      if (refusal.code === "stale") await onChanged();
    }
    setBusy(false);
  };
  const press = (event) => {
    setProblem(null);
    setSaid("");
    if (fieldsOf(event).length === 0) act(event, {});
    else setOpen(open === event ? null : event);
  };
  return html`<div class="card actions">
    <h2>${page.say("case.actions")}</h2>
    <${Buttons} opened=${opened} open=${open} page=${page} isBusy=${isBusy} onPress=${press} onAct=${act} />
    ${problem && html`<${Refused} problem=${problem} page=${page} shown=${fieldsOf(open)} />`}
    ${open && html`<${ActionForm} key=${open} event=${open} page=${page} opened=${opened} typed=${typed} setTyped=${setTyped}
      problem=${problem} isBusy=${isBusy} onSend=${() => act(open, typed)} onCancel=${() => setOpen(null)} />`}
    <p class="help" role="status">${said}</p>
  </div>`;
}

function Buttons({ opened, open, page, isBusy, onPress, onAct }) {
  const { say, me, vocabulary } = page;
  const mayNote = me.permissions.includes("write_notes");
  const events = OFFERED.filter((event) => (event === NOTE ? mayNote : opened.allowed_events.includes(event)));
  const isMine = opened.assignee === me.id;
  const mayAssign = events.includes("assign");
  const button = (event, index) => html`<button type="button" key=${event} disabled=${isBusy} aria-expanded=${fieldsOf(event).length ? String(open === event) : null}
    class=${index === 0 ? "button button-main" : ENDS_BADLY.includes(event) ? "button button-end" : "button"} onClick=${() => onPress(event)}>
    ${event === NOTE ? say("case.note") : labelOf(vocabulary.events, event)}</button>`;
  return html`<div class="act-buttons">
      ${events.slice(0, AT_ONCE).map(button)}
      ${mayAssign && html`<button type="button" class="button" disabled=${isBusy} onClick=${() => onAct("assign", { assignee: isMine ? null : "me" })}>${say(isMine ? "case.unassign" : "case.assign_me")}</button>`}
      ${events.length === 0 && html`<p class="help">${say("case.no_actions")}</p>`}
    </div>
    ${events.length > AT_ONCE && html`<details class="act-more" open=${events.indexOf(open) >= AT_ONCE || null}><summary>${say("case.more_actions")}</summary>
      <div class="act-buttons">${events.slice(AT_ONCE).map((event, index) => button(event, index + AT_ONCE))}</div></details>`}`;
}

function Refused({ problem, page, shown }) {
  return html`<${ProblemNotice} problem=${problem} page=${page} shown=${shown} />
    ${problem.changed.length > 0 && html`<${Notice} kind="warn"><p>${page.say("case.stale")}</p><${HistoryLines} history=${problem.changed} page=${page} /><//>`}`;
}
