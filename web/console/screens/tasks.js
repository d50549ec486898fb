// @ts-check
/** What other offices ask of this one: its tasks, what is due first before all else. */

import { html, useState } from "../../shared/html.js";
import { Heading, onTicked, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useTitle } from "../titled.js";
import { usePolled } from "./polled.js";
import { TaskLine } from "./task_line.js";

/** @typedef {import("api").TaskPageOut} TaskPageOut */

/** @param {{ page: import("../types").Desk }} props */
export function Tasks({ page }) {
  const { say } = page;
  const [{ all, cursor, before }, setPlace] = useState(/** @type {{ all: boolean, cursor: string | null, before: (string | null)[] }} */ ({ all: false, cursor: null, before: [] }));
  /** @type {import("../types").Found<TaskPageOut>} */
  const found = usePolled(page.call, "/tasks", { open: all ? null : true, cursor, limit: "25" });
  useTitle(page, say("tasks.title"));
  const next = found.data?.next_cursor;
  return html`<section>
    <${Heading}>${say("tasks.title")}<//>
    <p class="lead">${say("tasks.lead")}</p>
    <label class="switch"><input type="checkbox" autocomplete="off" checked=${all} onChange=${onTicked((isOn) => setPlace({ all: isOn, cursor: null, before: [] }))} /><span>${say("tasks.all")}</span></label>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data?.items.length === 0 && html`<p class="help">${say("tasks.none")}</p>`}
    ${found.data && found.data.items.length > 0 && html`<ul class="cases">${found.data.items.map((item) => html`<li key=${item.id}><${TaskLine} item=${item} page=${page} other=${item.lead} /></li>`)}</ul>`}
    <p class="pager">
      ${before.length > 0 && html`<button type="button" class="button" onClick=${() => setPlace({ all, cursor: before[before.length - 1], before: before.slice(0, -1) })}>${say("queue.back")}</button>`}
      ${next && html`<button type="button" class="button" onClick=${() => setPlace({ all, cursor: next, before: [...before, cursor] })}>${say("queue.more")}</button>`}
    </p>
  </section>`;
}
