// @ts-check
/** What the own office is reminded of: last days that are near or over, and what offices above or below want. */

import { html, useState } from "../../shared/html.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText, labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { counted } from "./counted.js";
import { FIRST, Pager, usePages } from "./pager.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").RemindersOut} RemindersOut
 * @typedef {import("api").ReminderOut} ReminderOut
 */

const PAGE_SIZE = "25";

/** @param {{ page: Desk }} props */
export function Reminders({ page }) {
  const { say } = page;
  useTitle(page, say("reminders.title"));
  const [isUnreadOnly, setUnreadOnly] = useState(false);
  const found = usePages(
    /** @returns {Promise<{ data: RemindersOut }>} */
    (cursor) => page.call("GET", "/reminders", { query: { unread: String(isUnreadOnly), cursor, limit: PAGE_SIZE } }),
    [page.locale, isUnreadOnly],
  );
  const mark = async (/** @type {string | null} */ id) => {
    await page.call("POST", "/reminders/reading", { body: { reminder_id: id } });
    page.desk.recount();
    found.again();
  };
  const all = useSending(async () => {
    await mark(null);
    found.setPlace(FIRST);
  });
  const turn = () => {
    setUnreadOnly(!isUnreadOnly);
    found.setPlace(FIRST);
  };
  const data = found.data;
  return html`<section>
    <${Heading}>${say("reminders.title")}<//>
    <p class="lead">${say("reminders.lead")}</p>
    <${ProblemNotice} problem=${found.problem ?? all.problem} page=${page} onRetry=${found.problem ? found.again : null} />
    ${!data && !found.problem && html`<${Waiting} page=${page} />`}
    ${data && html`<p role="status">${say("reminders.unread", { count: counted(data.unread) })}</p>
      <div class="act-buttons">
        <button type="button" class="button" aria-pressed=${String(isUnreadOnly)} onClick=${turn}>${say("reminders.unread_only")}</button>
        ${data.unread > 0 && html`<button type="button" class="button" disabled=${all.isBusy} onClick=${all.submit}>${say("reminders.read_all")}</button>`}
      </div>
      ${data.items.length === 0 && html`<p class="help">${say("reminders.none")}</p>`}
      <ul class="cards">${data.items.map((one) => html`<${Line} key=${one.id} one=${one} page=${page} onOpen=${() => mark(one.id)} />`)}</ul>
      <${Pager} place=${data.place} next=${data.next_cursor} onGo=${found.setPlace} page=${page} />`}
  </section>`;
}

/** @param {{ one: ReminderOut, page: Desk, onOpen: () => void }} props */
function Line({ one, page, onOpen }) {
  const { say, locale, vocabulary } = page;
  const about = [labelOf(vocabulary.matters, one.case.matter), one.case.office.name, one.case.references.join(", ")].filter(Boolean).join(" · ");
  return html`<li class="card">
    <p>${!one.is_read && html`<span class="badge badge-ask">${say("reminders.new")}</span> `}<b>${one.text}</b>${one.reason && ` · ${one.reason}`}</p>
    <p><a href=${`#/cases/${one.case.id}`} onClick=${onOpen}>${about}</a></p>
    <p class="help">${say("reminders.days", { on: dayText(one.on, locale), due: dayText(one.case.due_on, locale) })}${one.answer_by && ` · ${say("reminders.answer_by", { day: dayText(one.answer_by, locale) })}`}</p>
  </li>`;
}
