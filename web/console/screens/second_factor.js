// @ts-check
/** A second factor: a seed for an authenticator app, shown once, which counts after its first code. */

import { html, useState } from "../../shared/html.js";
import { qrPicture } from "../../shared/qr_code.js";
import { Field, Heading, Notice, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { hasPasskeys } from "../passkeys.js";
import { AddPasskey } from "./factors.js";

/** `onDone` after the first code was right. @param {{ page: import("../types").Desk, onDone: () => any }} props */
export function SecondFactor({ page, onDone }) {
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [uri, setUri] = useState("");
  const begin = useSending(async () => {
    const { data } = await page.call("POST", "/staff/me/second-factor", { body: { password } });
    setUri(data.otpauth_uri);
  });
  const finish = useSending(async () => {
    await page.call("PUT", "/staff/me/second-factor", { body: { password, otp: otp.trim() } });
    await onDone();
  });
  return html`<form class="log-in card" onSubmit=${uri ? finish.submit : begin.submit} novalidate>
    <${Heading}>${page.say("factor.title")}<//>
    <p class="lead">${page.say("factor.lead")}</p>
    ${uri
      ? html`<${Seed} page=${page} uri=${uri} />
          <${Field} label=${page.say("console.otp")} help=${page.say("factor.code_help")} faults=${finish.problem?.about("otp") ?? []}>
            ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="20" value=${otp} onInput=${(/** @type {any} */ event) => setOtp(event.target.value)} />`}
          <//>
          <${ProblemNotice} problem=${finish.problem} page=${page} shown=${["otp"]} />
          <div class="stack"><button class="button button-main" disabled=${finish.isBusy}>${page.say("factor.confirm")}</button></div>`
      : html`<${Field} label=${page.say("factor.password")} help=${page.say("factor.password_help")} faults=${begin.problem?.about("password") ?? []}>
            ${(/** @type {object} */ bound) => html`<input ...${bound} type="password" autocomplete="current-password" maxlength="200" value=${password} onInput=${(/** @type {any} */ event) => setPassword(event.target.value)} />`}
          <//>
          <${ProblemNotice} problem=${begin.problem} page=${page} shown=${["password"]} />
          <div class="stack"><button class="button button-main" disabled=${begin.isBusy}>${page.say("factor.begin")}</button></div>`}
  </form>
  ${hasPasskeys && !uri && html`<section class="log-in card"><h2>${page.say("factor.or_passkey")}</h2><p class="help">${page.say("passkey.help")}</p><${AddPasskey} page=${page} onAdded=${onDone} /></section>`}`;
}

/** @param {{ page: import("../types").Desk, uri: string }} props */
function Seed({ page, uri }) {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return html`<figure class="seed"><img src=${qrPicture(uri)} alt=${page.say("factor.qr")} width="220" height="220" />
      <figcaption class="help">${page.say("factor.scan")}</figcaption></figure>
    <p class="help">${page.say("factor.type")} <code>${secret.match(/.{1,4}/g)?.join(" ")}</code></p>
    <${Notice} kind="warn"><p>${page.say("factor.once")}</p><//>`;
}
