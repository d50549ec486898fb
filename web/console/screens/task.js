// @ts-check
/** A task: what is asked and by when, what came of it, and what may be done with it now. */

import { html, useState } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Quoted } from "../../shared/said.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { dayText, labelOf, seen } from "../../shared/words.js";
import { forget, useKept } from "../kept.js";
import { useTitle } from "../titled.js";
import { useTaken } from "./taken.js";
import { TaskBadges } from "./task_line.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").TaskOut & { etag: string }} OpenedTask
 * @typedef {import("../../shared/api.js").Problem} Problem
 */

/** @param {{ page: Desk, taskId: string }} props */
export function TaskPage({ page, taskId }) {
  const path = `/tasks/${taskId}`;
  /** @type {ReturnType<typeof useTaken<import("api").TaskOut>>} */
  const { taken: task, problem, take, again } = useTaken(page, path);
  useTitle(page, page.say("task.title"));
  const move = async (/** @type {OpenedTask} */ { etag }, /** @type {string} */ event, /** @type {string | null} */ text) => {
    const moved = page.call("POST", `${path}/moves`, { body: { event, text }, headers: { "If-Match": etag } });
    if (await take(moved.then(() => page.call("GET", path)))) forget(page.desk, `task ${taskId}`);
  };
  return html`<section>
    <p class="case-back">${task?.case_id ? html`<a href=${`#/cases/${task.case_id}`}>‹ ${page.say("task.to_case")}</a>` : html`<a href="#/tasks">‹ ${page.say("tasks.title")}</a>`}</p>
    ${problem && html`<${ProblemNotice} problem=${problem} page=${page} shown=${["text"]} onRetry=${again} />`}
    ${!task && !problem && html`<${Waiting} page=${page} />`}
    ${task && html`<${Opened} task=${task} page=${page} />
      ${task.steps.length > 0 && html`<${Steps} key=${task.etag} task=${task} page=${page} problem=${problem} onMove=${(/** @type {string} */ event, /** @type {string | null} */ text) => move(task, event, text)} />`}`}
  </section>`;
}

/** @param {{ task: OpenedTask, page: Desk }} props */
function Opened({ task, page }) {
  const { say, locale, vocabulary } = page;
  return html`<${Heading}>${labelOf(vocabulary.task_kinds, task.kind)}<//>
    <p><${TaskBadges} item=${task} page=${page} /></p>
    <dl class="case-facts">
      <div><dt>${say("task.lead")}</dt><dd><${Quoted} text=${task.lead.name} /></dd></div>
      <div><dt>${say("task.office")}</dt><dd><${Quoted} text=${task.office.name} /></dd></div>
      <div><dt>${say("queue.matter")}</dt><dd>${labelOf(vocabulary.matters, task.matter)}</dd></div>
      <div><dt>${say("task.asked")}</dt><dd>${dayText(task.asked_on, locale)}</dd></div>
      <div><dt>${say("task.due")}</dt><dd>${dayText(task.due_on, locale)}</dd></div>
    </dl>
    <article class="card">
      <h2>${say("task.request")}</h2>
      ${task.is_sealed ? html`<p class="help">${say("task.sealed")}</p>` : html`<p class="prose">${seen(task.request ?? "")}</p>`}
      ${task.result && html`<h2>${say("task.result")}</h2><p class="prose">${seen(task.result)}</p>`}
    </article>`;
}

/** A button for each step; those that need a text take what stands in the field. @param {{ task: OpenedTask, page: Desk, problem: Problem | null, onMove: (event: string, text: string | null) => Promise<void> }} props */
function Steps({ task, page, problem, onMove }) {
  const [text, setText] = useKept(page.desk, `task ${task.id} text`, "");
  const [isBusy, setBusy] = useState(false);
  const needsText = task.steps.some((step) => step.needs_text);
  const press = async (/** @type {import("api").TaskStepOut} */ step) => {
    setBusy(true);
    await onMove(step.event, step.needs_text ? text || null : null);
    setBusy(false);
  };
  return html`<div class="card actions">
    <h2>${page.say("case.actions")}</h2>
    ${needsText && html`<${LongText} page=${page} label=${page.say("task.text")} help=${page.say(task.case_id ? "task.text_help_lead" : "task.text_help")} faults=${problem?.about("text") ?? []} rows=${4}
      longest=${page.vocabulary.text_limits.message} value=${text} onInput=${setText} />`}
    <div class="act-buttons">${task.steps.map((step, index) => html`<button type="button" key=${step.event} disabled=${isBusy} class=${index === 0 ? "button button-main" : "button"} onClick=${() => press(step)}>${labelOf(page.vocabulary.task_events, step.event)}</button>`)}</div>
  </div>`;
}
