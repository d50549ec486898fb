// @ts-check
/** Name and password; the session goes into a cookie. */

import { ask, asProblem } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Field, Heading, Notice, ProblemNotice } from "../../shared/ui.js";
import { useTitle } from "../titled.js";

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
  useTitle(page, page.say("console.title"));
  const enter = async (/** @type {import("api").LogInIn} */ who) => {
    setBusy(true);
    setProblem(null);
    try {
      const { data } = await ask("POST", "/staff/session", { locale: page.locale, body: { ...who, cookie: true } });
      onEnter(data);
    } catch (refusal) {
      setProblem(asProblem(refusal));
      setBusy(false);
    }
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    return enter({ username: username.trim(), password, otp: otp.trim() || null });
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
    <div class="stack"><button class="button button-main" disabled=${isBusy}>${page.say("console.log_in")}</button></div>
    <details><summary>${page.say("console.lost")}</summary><p class="help">${page.say("console.lost_help")}</p></details>
  </form>
  ${page.vocabulary.is_demo && html`<${DemoLogIns} page=${page} isBusy=${isBusy} onChoose=${(/** @type {import("api").DemoLogInOut} */ { username: name, password: secret }) => enter({ username: name, password: secret, otp: null })} />`}`;
}
