// @ts-check
/** Who else works on a case: its tasks at other offices, and the office that took it on first. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { TaskLine } from "./task_line.js";

/** @param {{ opened: import("../types").Opened, page: import("../types").Desk }} props */
export function Joint({ opened, page }) {
  const { say } = page;
  const found = useAnswer(
    /** @returns {Promise<import("api").CaseTasksOut>} */ async () => (await page.call("GET", `/cases/${opened.id}/tasks`)).data,
    [opened.id, opened.etag, page.locale],
  );
  const first = found.data?.first_office;
  return html`<section class="card joint" aria-labelledby="joint">
    <h2 id="joint">${say("joint.title")}</h2>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${first && html`<p>${say("joint.first_office")} <b><${Quoted} text=${first.name} /></b></p>`}
    ${found.data?.items.length === 0 && html`<p class="help">${say(found.data.may_add ? "joint.none_yet" : "joint.none")}</p>`}
    ${found.data && found.data.items.length > 0 && html`<ul class="rows">${found.data.items.map((task) => html`<li key=${task.id}><${TaskLine} item=${task} page=${page} other=${task.office} /></li>`)}</ul>`}
  </section>`;
}
