// @ts-check
/** One task in a list. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { dayText, labelOf } from "../../shared/words.js";

/** `other`: the office at the other end of it. @param {{ item: import("api").TaskItemOut, page: import("../types").Desk, other: import("api").OfficeOut }} props */
export function TaskLine({ item, page, other }) {
  const { vocabulary, locale, say } = page;
  return html`<a class="case-line task-line" href=${`#/tasks/${item.id}`}>
    <span class="case-what"><b>${labelOf(vocabulary.task_kinds, item.kind)}</b>
      <span class="help"><${Quoted} text=${other.name} /> · ${labelOf(vocabulary.matters, item.matter)}</span></span>
    <${TaskBadges} item=${item} page=${page} />
    <span class="case-due"><span class="help">${say("task.due")}</span> <b>${dayText(item.due_on, locale)}</b></span>
  </a>`;
}

/** Where it stands, and whether it is late. @param {{ item: import("api").TaskItemOut, page: import("../types").Desk }} props */
export function TaskBadges({ item, page }) {
  return html`<span class="badges"><span class="badge badge-status">${labelOf(page.vocabulary.task_statuses, item.status)}</span>
    ${item.is_overdue && html`<span class="badge badge-overdue">${page.say("queue.is_overdue")}</span>`}</span>`;
}
