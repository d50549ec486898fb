// @ts-check
/** Somebody has the password of this account: one-time codes were wrong that came with it. */

import { html } from "../../shared/html.js";
import { Notice } from "../../shared/ui.js";
import { dayText } from "../../shared/words.js";

/** @param {{ page: import("../types").Desk }} props */
export function WrongCodes({ page: { say, me, locale } }) {
  if (!me.wrong_codes_since) return null;
  return html`<${Notice} kind="warn">
    <p><b>${say("account.wrong_codes", { count: me.wrong_codes, since: dayText(me.wrong_codes_since, locale) })}</b></p>
    <p>${say("account.wrong_codes_help")}</p><//>`;
}
