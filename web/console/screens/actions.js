// @ts-check
/** What may be done now: a button for each event the service allows, and the few fields it takes. */

import { asProblem } from "../../shared/api.js";
import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { Notice, ProblemNotice } from "../../shared/ui.js";
import { labelOf } from "../../shared/words.js";
import { keepUnsent } from "../desk.js";
import { useKeys } from "../keys.js";
import { ActionForm } from "./action_form.js";
import { fieldsOf, isProposed, NOTE, OFFERED, send, stepOf, TAKE } from "./changes.js";
import { HistoryLines } from "./history.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("../types").Opened} Opened
 * @typedef {import("../../shared/api.js").Problem} Problem
 */

/** What has the focus after a refusal: the first field that is wrong, else the refusal. */
const WHERE_WRONG = [".is-wrong input, .is-wrong textarea", ".notice-bad"];
const AT_ONCE = 3; // buttons in sight; the rest waits behind "more"

/**
 * `onNext` leads to the next case; `onGone` looks whether it is still in sight.
 * @param {{ opened: Opened, page: Desk, onChanged: () => Promise<void>, onGone: () => Promise<void>, onNext: (() => void) | null }} props
 */
export function Actions({ opened, page, onChanged, onGone, onNext }) {
  const { desk, say } = page;
  const [{ open, typed }, setUnsent] = useState(desk.unsent.get(opened.id) ?? { open: null, typed: {} });
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState(/** @type {string | null} */ (null)); // the event that was caused last
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const result = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (done) result.current?.focus();
  }, [done]);
  useEffect(() => {
    if (problem) /** @type {HTMLElement | null | undefined} */ (WHERE_WRONG.map((where) => card.current?.querySelector(where)).find(Boolean))?.focus();
  }, [problem]);
  useKeys({ a: () => card.current?.querySelector("button")?.focus() });

  const keep = (/** @type {import("../desk.js").Unsent} */ unsent) => {
    keepUnsent(desk, opened.id, unsent);
    setUnsent(unsent);
  };
  const act = async (/** @type {string} */ event, /** @type {Record<string, any>} */ given) => {
    setBusy(true);
    setProblem(null);
    try {
      const isForAnother = isProposed(opened, event, given);
      await send(page.call, opened, event, given);
      keep({ open: null, typed: {} });
      await (stepOf(opened, event)?.may_leave ? onGone() : onChanged());
      setDone(isForAnother ? "propose" : event);
    } catch (error) {
      const refusal = asProblem(error);
      setProblem(refusal);
      if (refusal.code === "stale") await onChanged();
    }
    setBusy(false);
  };
  const press = (/** @type {string} */ event) => {
    setProblem(null);
    setDone(null);
    if (fieldsOf(event).length === 0) act(event, {});
    else keep({ open: open === event ? null : event, typed });
  };
  const cancel = () => {
    const button = card.current?.querySelector(`[data-event="${open}"]`);
    /** @type {HTMLElement | null | undefined} */ (button?.closest("details")?.querySelector("summary") ?? button)?.focus();
    keep({ open: null, typed });
  };
  return html`<div class="card actions" ref=${card}>
    <h2>${say("case.actions")}</h2>
    <${Buttons} opened=${opened} open=${open} page=${page} isBusy=${isBusy} onPress=${press} onAct=${act} />
    ${problem && html`<${Refused} problem=${problem} page=${page} shown=${fieldsOf(open)} />`}
    ${open && html`<${ActionForm} key=${open} event=${open} page=${page} opened=${opened} typed=${typed} setTyped=${(/** @type {Record<string, any>} */ next) => keep({ open, typed: next })}
      problem=${problem} isBusy=${isBusy} onSend=${() => act(open, typed)} onCancel=${cancel} />`}
    <p class="help" role="status" tabindex="-1" ref=${result}>${done && say("case.done", { act: nameOf(done, page), status: labelOf(page.vocabulary.statuses, opened.status) })}</p>
    ${done && onNext && html`<p><button type="button" class="button" aria-keyshortcuts="n" onClick=${onNext}>${say("case.next")}</button></p>`}
  </div>`;
}

/** What a button says. @param {string} event @param {Desk} page */
function nameOf(event, { say, vocabulary }) {
  if (event === NOTE) return say("case.note");
  return event === TAKE ? say("case.take") : labelOf(vocabulary.events, event);
}

/**
 * @param {{ opened: Opened, open: string | null, page: Desk, isBusy: boolean, onPress: (event: string) => void,
 *   onAct: (event: string, given: Record<string, any>) => void }} props
 */
function Buttons({ opened, open, page, isBusy, onPress, onAct }) {
  const { say, me } = page;
  const isMine = opened.assignee === me.id;
  const may = (/** @type {string} */ event) => opened.allowed_events.includes(event);
  /** @type {Record<string, boolean>} */
  const offers = { [NOTE]: opened.may_note, [TAKE]: may("accept") && may("assign") && !isMine };
  const offered = OFFERED.filter((event) => offers[event] ?? may(event));
  const isElsewheres = opened.proposed_owner && offered.includes("transfer"); // then passing it on is what comes first
  const events = isElsewheres ? ["transfer", ...offered.filter((event) => event !== "transfer")] : offered;
  const inSight = AT_ONCE + Number(events.includes(TAKE));
  const button = (/** @type {string} */ event, /** @type {number} */ index) => html`<button type="button" key=${event} data-event=${event} disabled=${isBusy} aria-expanded=${fieldsOf(event).length ? String(open === event) : null}
    class=${index === 0 ? "button button-main" : stepOf(opened, event)?.is_final ? "button button-end" : "button"} onClick=${() => onPress(event)}>
    ${nameOf(event, page)}</button>`;
  return html`<div class="act-buttons">
      ${events.slice(0, inSight).map(button)}
      ${may("assign") && !offers[TAKE] && html`<button type="button" class="button" disabled=${isBusy} onClick=${() => onAct("assign", { assignee: isMine ? null : "me" })}>${say(isMine ? "case.unassign" : "case.assign_me")}</button>`}
      ${events.length === 0 && html`<p class="help">${say("case.no_actions")}</p>`}
    </div>
    ${events.length > inSight && html`<details class="act-more" open=${(open !== null && events.indexOf(open) >= inSight) || null}><summary>${say("case.more_actions")}</summary>
      <div class="act-buttons">${events.slice(inSight).map((event, index) => button(event, index + inSight))}</div></details>`}`;
}

/** @param {{ problem: Problem, page: Desk, shown: string[] }} props */
function Refused({ problem, page, shown }) {
  return html`<${ProblemNotice} problem=${problem} page=${page} shown=${shown} />
    ${problem.changed.length > 0 && html`<${Notice} kind="warn"><p>${page.say("case.stale")}</p><${HistoryLines} history=${problem.changed} page=${page} /><//>`}`;
}
