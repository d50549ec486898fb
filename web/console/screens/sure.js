// @ts-check
/** A button that asks once more, says what will happen, and shows why it did not. */

import { html, useState } from "../../shared/html.js";
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
  if (!isAsked) return html`<button type="button" class=${kind} onClick=${() => setAsked(true)}>${name}</button>`;
  return html`<${Notice} kind="warn" live="alert"><p>${text}</p>
    <${ProblemNotice} problem=${problem} page=${page} />
    <div class="act-buttons"><button type="button" class=${kind} disabled=${isBusy} onClick=${submit}>${name}</button>
      <button type="button" class="button" onClick=${() => setAsked(false)}>${page.say("case.cancel")}</button></div><//>`;
}
