// @ts-check
/** What other offices ask of this one: its tasks, what is due first before all else. */

import { html, useState } from "../../shared/html.js";
import { Heading, onTicked, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useTitle } from "../titled.js";
import { FIRST, Pager } from "./pager.js";
import { usePolled } from "./polled.js";
import { TaskLine } from "./task_line.js";

/** @typedef {import("api").TaskPageOut} TaskPageOut */

/** @param {{ page: import("../types").Desk }} props */
export function Tasks({ page }) {
  const { say } = page;
  const [all, setAll] = useState(false);
  const [place, setPlace] = useState(FIRST);
  /** @type {import("../types").Found<TaskPageOut>} */
  const found = usePolled(page.call, "/tasks", { open: all ? null : true, cursor: place.cursor, limit: "25" });
  useTitle(page, say("tasks.title"));
  return html`<section>
    <${Heading}>${say("tasks.title")}<//>
    <p class="lead">${say("tasks.lead")}</p>
    <label class="switch"><input type="checkbox" autocomplete="off" checked=${all} onChange=${onTicked((isOn) => { setAll(isOn); setPlace(FIRST); })} /><span>${say("tasks.all")}</span></label>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data?.items.length === 0 && html`<p class="help">${say("tasks.none")}</p>`}
    ${found.data && found.data.items.length > 0 && html`<ul class="cases">${found.data.items.map((item) => html`<li key=${item.id}><${TaskLine} item=${item} page=${page} other=${item.lead} /></li>`)}</ul>`}
    <${Pager} place=${place} next=${found.data?.next_cursor} onGo=${setPlace} page=${page} />
  </section>`;
}
