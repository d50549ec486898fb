// @ts-check
/** After the right password: the passkey, or a recovery code in place of what was lost. The code of an app has its field above. */

import { html, useState } from "../../shared/html.js";
import { Field, Notice } from "../../shared/ui.js";

/**
 * @param {{ page: import("../../shared/ui.js").Speech, factors: string[], isBusy: boolean, onPasskey: () => void,
 *   onCode: (recovery_code: string) => void }} props
 */
export function SecondStep({ page, factors, isBusy, onPasskey, onCode }) {
  const { say } = page;
  const [code, setCode] = useState("");
  return html`<${Notice} live="status" title=${say("step.title")}>
    ${factors.includes("otp") && html`<p>${say("step.otp")}</p>`}
    ${factors.includes("passkey") && html`<p><button type="button" class="button button-main" disabled=${isBusy} onClick=${onPasskey}>${say("step.passkey")}</button></p>`}
    ${factors.includes("recovery_code") && html`<details><summary>${say("step.lost")}</summary>
      <${Field} label=${say("step.code")} help=${say("step.code_help")}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" value=${code} onInput=${(/** @type {any} */ event) => setCode(event.target.value)} />`}
      <//>
      <p><button type="button" class="button" disabled=${isBusy || !code.trim()} onClick=${() => onCode(code.trim())}>${say("step.use_code")}</button></p></details>`}
  <//>`;
}
