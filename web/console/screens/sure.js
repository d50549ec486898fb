// @ts-check
/** A button that asks once more, says what will happen, and shows why it did not. */

import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { Notice, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";

/** `act` does it; `onDone` gets what it answered.
 * @param {{ page: import("../types").Desk, name: string, text: string, act: () => Promise<any>, onDone: (answer: any) => any, isAlarming?: boolean }} props */
export function Sure({ page, name, text, act, onDone, isAlarming = false }) {
  const [isAsked, setAsked] = useState(false);
  const { problem, isBusy, submit } = useSending(async () => {
    const answer = await act();
    setAsked(false);
    await onDone(answer);
  });
  const kind = isAlarming ? "button button-alarm" : "button";
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const wasAsked = useRef(false);
  useEffect(() => {
    if (wasAsked.current && !isAsked) button.current?.focus();
    wasAsked.current = isAsked;
  }, [isAsked]);
  if (!isAsked) return html`<button type="button" class=${kind} ref=${button} onClick=${() => setAsked(true)}>${name}</button>`;
  return html`<${Asked}><p>${text}</p>
    <${ProblemNotice} problem=${problem} page=${page} />
    <div class="act-buttons"><button type="button" class=${kind} disabled=${isBusy} onClick=${submit}>${name}</button>
      <button type="button" class="button" onClick=${() => setAsked(false)}>${page.say("case.cancel")}</button></div><//>`;
}

/** A question that has the focus as soon as it is there, and what answers it. @param {{ children?: any }} props */
export function Asked({ children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    box.current?.focus();
  }, []);
  return html`<div class="asked" tabindex="-1" ref=${box}><${Notice} kind="warn" live="alert">${children}<//></div>`;
}
