// @ts-check
/** What logs somebody in beside the password: passkeys and recovery codes. Every change asks for the password. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, Notice, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText } from "../../shared/words.js";
import { hasPasskeys, makePasskey } from "../passkeys.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").PasskeyOut} Passkey
 */

/** The passkeys and codes of who is in; `onChange` when what `me` says may be otherwise. @param {{ page: Desk, onChange: () => any, onAuthenticator: () => void }} props */
export function Factors({ page, onChange, onAuthenticator }) {
  const { say } = page;
  const found = useAnswer(async () => /** @type {import("api").FactorsOut} */ ((await page.call("GET", "/staff/me/factors")).data), [page.locale]);
  const [said, setSaid] = useState("");
  const again = async (/** @type {string} */ code) => {
    setSaid(code);
    found.again();
    await onChange();
  };
  if (!found.data) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />${!found.problem && html`<${Waiting} page=${page} />`}`;
  const { has_authenticator, passkeys, recovery_codes_left } = found.data;
  return html`${page.me.has_second_factor && !has_authenticator && html`<p><button type="button" class="button" onClick=${onAuthenticator}>${say("account.factor")}</button></p>`}
    <h2>${say("passkey.title")}</h2>
    <p class="help">${say("passkey.help")}</p>
    ${said && html`<${Notice} kind="good" live="status"><p>${say(said)}</p><//>`}
    <ul class="stack plain">${passkeys.map((one) => html`<${OnePasskey} key=${one.id} page=${page} passkey=${one} onGone=${() => again("passkey.gone")} />`)}</ul>
    ${hasPasskeys && html`<${AddPasskey} page=${page} onAdded=${() => again("passkey.added")} />`}
    ${page.me.has_second_factor && html`<h2>${say("codes.title")}</h2><p class="help">${say("codes.help")}</p>
      <p>${say("codes.left", { count: recovery_codes_left })}</p><${RecoveryCodes} page=${page} onMade=${found.again} />`}`;
}

/** @param {{ page: Desk, passkey: Passkey, onGone: () => any }} props */
function OnePasskey({ page, passkey, onGone }) {
  const { say, locale } = page;
  const used = passkey.last_used_on ? say("passkey.used", { day: dayText(passkey.last_used_on, locale) }) : say("passkey.unused");
  const remove = async (/** @type {string} */ password) => {
    await page.call("POST", `/staff/me/passkeys/${passkey.id}/removal`, { body: { password } });
    await onGone();
  };
  return html`<li class="card passkey"><p><b><${Quoted} text=${passkey.name} /></b></p>
    <p class="help">${say("passkey.since", { day: dayText(passkey.added_on, locale) })} · ${used}${passkey.replaces_password && html` · ${say("passkey.alone")}`}</p>
    <${WithPassword} page=${page} name=${say("passkey.remove")} go=${remove} /></li>`;
}

/** A new passkey, with a name to know it by. @param {{ page: Desk, onAdded: () => any }} props */
export function AddPasskey({ page, onAdded }) {
  const { say } = page;
  const [name, setName] = useState("");
  const add = async (/** @type {string} */ password) => {
    const { data } = await page.call("POST", "/staff/me/passkeys/options");
    const said = await makePasskey(data.options, say);
    await page.call("POST", "/staff/me/passkeys", { body: { password, name: name.trim() || say("passkey.unnamed"), ...said } });
    setName("");
    await onAdded();
  };
  return html`<${WithPassword} page=${page} name=${say("passkey.add")} go=${add}>
    <${Field} label=${say("passkey.name")} help=${say("passkey.name_help")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" maxlength="60" value=${name} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />`}
    <//><//>`;
}

/** @param {{ page: Desk, onMade: () => any }} props */
function RecoveryCodes({ page, onMade }) {
  const { say } = page;
  const [codes, setCodes] = useState(/** @type {string[]} */ ([]));
  const make = async (/** @type {string} */ password) => {
    const { data } = await page.call("POST", "/staff/me/recovery-codes", { body: { password } });
    setCodes(data.recovery_codes);
    onMade();
  };
  if (codes.length === 0) return html`<${WithPassword} page=${page} name=${say("codes.make")} go=${make} />`;
  return html`<${Notice} kind="warn" live="status" title=${say("codes.once")}>
    <ul class="codes">${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ul>
    <p><button type="button" class="button" onClick=${() => setCodes([])}>${say("codes.kept")}</button></p><//>`;
}

/** A button that asks for the password, and then does it. @param {{ page: Desk, name: string, go: (password: string) => Promise<any>, children?: any }} props */
function WithPassword({ page, name, go, children = null }) {
  const { say } = page;
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const { problem, isBusy, submit } = useSending(async () => {
    await go(password);
    setPassword("");
    setOpen(false);
  });
  if (!isOpen) return html`<p><button type="button" class="button" onClick=${() => setOpen(true)}>${name}</button></p>`;
  return html`<form class="card" onSubmit=${submit} novalidate>
    ${children}
    <${Field} label=${say("factor.password")} faults=${problem?.about("password") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="password" autocomplete="current-password" maxlength="200" value=${password} onInput=${(/** @type {any} */ event) => setPassword(event.target.value)} />`}
    <//>
    <${ProblemNotice} problem=${problem} page=${page} shown=${["password"]} />
    <div class="act-buttons"><button class="button button-main" disabled=${isBusy}>${name}</button>
      <button type="button" class="button" onClick=${() => setOpen(false)}>${say("case.cancel")}</button></div>
  </form>`;
}
