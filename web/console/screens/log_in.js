// @ts-check
/** Name and password; the session goes into a cookie. */

import { ask, asProblem, Problem } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Field, Heading, Notice, ProblemNotice } from "../../shared/ui.js";
import { hasPasskeys, usePasskey } from "../passkeys.js";
import { useTitle } from "../titled.js";
import { SecondStep } from "./second_step.js";

const ASKS_FOR_WORK = ["work_needed", "too_many_requests"];
const DemoLogIns = lazy(() => import("./demo_log_ins.js"), "DemoLogIns");

/**
 * @param {{ page: import("../../shared/ui.js").Page, hasEnded: boolean, onEnter: (me: import("api").SessionOut) => void }} props
 */
export function LogIn({ page, hasEnded, onEnter }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [problem, setProblem] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null));
  const [isBusy, setBusy] = useState(false);
  const [isWorking, setWorking] = useState(false); // at a proof of work, which may take a while
  const [needed, setNeeded] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null)); // what the service asks for after the right password
  useTitle(page, page.say("console.title"));
  const going = async (/** @type {() => Promise<import("../../shared/api.js").Answer>} */ act) => {
    setBusy(true);
    setProblem(null);
    try {
      onEnter((await act()).data);
    } catch (error) {
      const refusal = asProblem(error);
      const isNext = refusal.code === "otp_needed";
      setNeeded(isNext ? refusal : null);
      setProblem(isNext && refusal.factors.some((factor) => factor !== "otp") ? null : refusal);
      setBusy(false);
    } finally {
      setWorking(false);
    }
  };
  const send = (/** @type {string} */ path, /** @type {object} */ body) => ask("POST", path, { locale: page.locale, body: { ...body, cookie: true } });
  /** @type {(body: object, left?: number) => Promise<import("../../shared/api.js").Answer>} */
  const tryIt = (body, left = 3) => send("/staff/session", body).catch(async (refusal) => {
    if (left === 0 || !ASKS_FOR_WORK.includes(refusal.code)) throw refusal;
    setWorking(true);
    const [challenge, { solve }] = await Promise.all([refusal.challenge ?? ask("POST", "/challenges", { locale: page.locale }).then(({ data }) => data), import("../../shared/work.js")]);
    return tryIt({ ...body, challenge: await solve(challenge) }, left - 1);
  });
  const enter = (/** @type {Partial<import("api").LogInIn>} */ who) => going(() => tryIt(who));
  const named = () => ({ username: username.trim(), password });
  const withPasskey = () => going(async () => tryIt({ ...named(), passkey: (await usePasskey(needed?.options, page.say)).passkey }));
  const alone = () => going(async () => {
    const { data } = await ask("POST", "/staff/session/passkey/options", { locale: page.locale });
    const { passkey, prf } = await usePasskey(data.options, page.say);
    if (!prf) throw new Problem({ status: 400, code: "passkey", title: page.say("passkey.not_alone"), detail: page.say("passkey.not_alone_detail") });
    return send("/staff/session/passkey", { passkey, prf });
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    return enter({ ...named(), otp: otp.trim() || null });
  };
  return html`<form class="log-in card" onSubmit=${submit} novalidate>
    <${Heading} quiet>${page.say("console.title")}<//>
    <p class="lead">${page.say("console.lead")}</p>
    ${hasEnded && html`<${Notice} kind="warn" live="status"><p>${page.say("console.ended")}</p><//>`}
    <${Field} label=${page.say("console.username")} faults=${problem?.about("username") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="40" value=${username} onInput=${(/** @type {any} */ event) => setUsername(event.target.value)} />`}
    <//>
    <${Field} label=${page.say("console.password")} faults=${problem?.about("password") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="password" autocomplete="current-password" maxlength="200" value=${password} onInput=${(/** @type {any} */ event) => setPassword(event.target.value)} />`}
    <//>
    <${Field} label=${page.say("console.otp")} help=${page.say("console.otp_help")} faults=${problem?.about("otp") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="20" value=${otp} onInput=${(/** @type {any} */ event) => setOtp(event.target.value)} />`}
    <//>
    <${ProblemNotice} problem=${problem} page=${page} shown=${["username", "password", "otp"]} />
    ${needed && needed.factors.some((factor) => factor !== "otp") && html`<${SecondStep} page=${page} factors=${needed.factors} isBusy=${isBusy} onPasskey=${withPasskey} onCode=${(/** @type {string} */ recovery_code) => enter({ ...named(), recovery_code })} />`}
    ${isWorking && html`<${Notice} live="status"><p>${page.say("console.working")}</p><//>`}
    <div class="stack"><button class="button button-main" disabled=${isBusy}>${page.say("console.log_in")}</button>
      ${hasPasskeys && html`<button type="button" class="button" disabled=${isBusy} onClick=${alone}>${page.say("step.alone")}</button>`}</div>
    <details><summary>${page.say("console.lost")}</summary><p class="help">${page.say("console.lost_help")}</p></details>
  </form>
  ${page.vocabulary.is_demo && html`<${DemoLogIns} page=${page} isBusy=${isBusy} onChoose=${(/** @type {import("api").DemoLogInOut} */ { username: name, password: secret }) => enter({ username: name, password: secret, otp: null })} />`}`;
}
