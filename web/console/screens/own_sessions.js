// @ts-check
/** Where one is logged in, to the day, and an end to all of it. */

import { html } from "../../shared/html.js";
import { ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText } from "../../shared/words.js";
import { Sure } from "./sure.js";

/** @param {{ page: import("../types").Desk, onEverywhere: () => Promise<any> }} props */
export function OwnSessions({ page, onEverywhere }) {
  const { say, locale } = page;
  const found = useAnswer(async () => /** @type {import("api").OwnSessionsOut} */ ((await page.call("GET", "/staff/me/sessions")).data), [locale]);
  const { problem, isBusy, submit } = useSending(onEverywhere);
  const unsent = page.desk.unsent.size;
  const items = found.data?.items ?? [];
  return html`<h2>${say("sessions.title")}</h2>
    <${ProblemNotice} problem=${found.problem ?? problem} page=${page} onRetry=${found.problem ? found.again : null} />
    <ul>${items.map((one, index) => html`<li key=${index}>${say("sessions.one", { began: dayText(one.began_on, locale), used: dayText(one.last_used_on, locale) })}${one.is_this && html` <b>${say("sessions.this")}</b>`}</li>`)}</ul>
    ${unsent > 0
      ? html`<${Sure} page=${page} name=${say("sessions.everywhere")} text=${say("console.log_out_sure", { count: unsent })} act=${onEverywhere} onDone=${() => null} isAlarming />`
      : html`<p><button type="button" class="button" disabled=${isBusy} onClick=${submit}>${say("sessions.everywhere")}</button></p>`}`;
}
