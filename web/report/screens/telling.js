// @ts-check
/** Push on and off for one report. What others learn by it is said before the browser asks. */

import { html, useEffect, useState } from "../../shared/html.js";
import { Notice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText } from "../../shared/words.js";
import { forgetBrowser, providerOf, pushState, subscribe, unsubscribe } from "../push.js";

/**
 * @typedef {import("../types").PhonePage} PhonePage
 * @typedef {{ page: PhonePage, provider: string }} PartProps `provider` brings the pushes: its name
 */

/**
 * `isSubscribed`: whether the service tells of this report; `day`: when to look again where it does not, null once there is an answer.
 * @param {{ page: PhonePage, receipt: string, isSubscribed?: boolean, day: string | null, onChanged?: () => Promise<void> }} props
 */
export function Telling({ page, receipt, isSubscribed = false, day, onChanged = async () => undefined }) {
  const [state, setState] = useState(/** @type {import("../push.js").PushState | null} */ (null));
  const [isTold, setTold] = useState(isSubscribed);
  const [provider, setProvider] = useState(/** @type {string | null} */ (null));
  const look = async () => {
    setState(await pushState(page.locale));
    setProvider(await providerOf());
  };
  useEffect(() => {
    look().catch(() => setState("unsupported"));
  }, [receipt, page.locale]);
  const turn = async (/** @type {boolean} */ on) => {
    if (on) setTold((await subscribe(receipt, page.locale)) === "on");
    else await unsubscribe(receipt, page.locale).then(() => setTold(false));
    await look();
    await onChanged();
  };
  const forget = async () => {
    await forgetBrowser();
    setTold(false);
    await look();
  };
  if (state === null) return null;
  const part = { page, provider: provider ?? page.say("push.providers") }; // not known before there is a subscription
  return html`<section class="telling" aria-labelledby="telling">
    <h2 id="telling">${page.say("push.title")}</h2>
    ${state === "unsupported" && html`<p>${page.say("push.unsupported")}</p>`}
    ${state === "denied" && html`<${Notice} kind="warn" title=${page.say("push.denied")}><p>${page.say("push.denied_help")}</p><//>`}
    ${state === "on" && isTold && html`<${On} ...${part} onStop=${() => turn(false)} />`}
    ${["off", "on"].includes(state) && !(state === "on" && isTold) && html`<${Off} ...${part} onStart=${() => turn(true)} onForget=${state === "on" ? forget : null} />`}
    ${day && !(state === "on" && isTold) && html`<p class="help">${page.say("push.look_again", { day: dayText(day, page.locale) })}</p>`}
  </section>`;
}

/** @param {PartProps & { onStop: () => Promise<void> }} props */
function On({ page, provider, onStop }) {
  const { problem, isBusy, submit } = useSending(onStop);
  return html`<${Notice} kind="good" live="status" title=${page.say("push.on")}><p>${page.say("push.on_help", { provider })}</p><//>
    <${NotDone} problem=${problem} page=${page} />
    <button type="button" class="button" disabled=${isBusy} onClick=${submit}>${page.say("push.stop")}</button>`;
}

/** First what it means, then the browser's own question.
 * @param {PartProps & { onStart: () => Promise<void>, onForget: (() => Promise<void>) | null }} props */
function Off({ page, provider, onStart, onForget }) {
  const [isAsking, setAsking] = useState(false);
  const start = useSending(onStart);
  const forget = useSending(onForget ?? (async () => null));
  if (!isAsking) {
    return html`<button type="button" class="button" onClick=${() => setAsking(true)}>${page.say("push.start")}</button>
      ${onForget && html`<p class="help">${page.say("push.others", { provider })}</p>
        <${NotDone} problem=${forget.problem} page=${page} />
        <button type="button" class="link-button" disabled=${forget.isBusy} onClick=${forget.submit}>${page.say("push.forget")}</button>`}`;
  }
  const lines = ["learns", "learns_not", "notification", "shared"];
  return html`<${Notice} title=${page.say("push.before")}>
      <ul>${lines.map((line) => html`<li key=${line}>${page.say(`push.${line}`, { provider })}</li>`)}</ul>
    <//>
    <${NotDone} problem=${start.problem} page=${page} />
    <div class="act-buttons">
      <button type="button" class="button button-main" disabled=${start.isBusy} onClick=${start.submit}>${page.say("push.agree")}</button>
      <button type="button" class="button" onClick=${() => setAsking(false)}>${page.say("back")}</button>
    </div>`;
}

/** What the browser or its push service refuses has no words for a reader. @param {{ problem: import("../../shared/api.js").Problem | null, page: PhonePage }} props */
function NotDone({ problem, page }) {
  if (!problem) return null;
  const detail = problem.errors[0]?.message || problem.detail;
  return html`<${Notice} kind="bad" live="alert" title=${page.say("push.failed")}><p>${detail || page.say("push.failed_help")}</p><//>`;
}
