// @ts-check
/** School calendars, guided prices and numbers of the programme that lists brought: looked at by place, and taken out again. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, onToggled, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, spokenLocale } from "../../shared/words.js";
import { Onward } from "./pager.js";
import { Sure } from "./sure.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").PeriodOut} PeriodOut
 * @typedef {import("api").PriceLineOut} PriceLineOut
 * @typedef {import("api").IndicatorOut} IndicatorOut
 */

const PAUSE_MS = 250;
const AT_ONCE = "50";

/** @param {{ page: Desk }} props */
export function Dated({ page }) {
  return html`<${Folded} page=${page} title=${page.say("dated.calendars")} path="/registry/calendars" Line=${Period} />
    <${Folded} page=${page} title=${page.say("dated.prices")} path="/registry/prices" Line=${Price} />
    <${Folded} page=${page} title=${page.say("dated.indicators")} path="/registry/indicators" Line=${Indicator} />`;
}

/** @param {{ page: Desk, title: string, path: string, Line: any }} props */
function Folded({ page, title, path, Line }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="card" open=${isOpen} onToggle=${onToggled(setOpen)}><summary>${title}</summary>
    ${isOpen && html`<${Brought} page=${page} path=${path} Line=${Line} />`}</details>`;
}

/** @param {{ page: Desk, path: string, Line: any }} props */
function Brought({ page, path, Line }) {
  const { say } = page;
  const [division_code, setCode] = useState("");
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const query = { division_code: division_code.trim() || null, cursor, limit: AT_ONCE };
  const found = useAnswer(/** @returns {Promise<{ items: { id: string }[], next_cursor: string | null }>} */ async () => (await page.call("GET", path, { query })).data, [division_code, cursor, page.locale], PAUSE_MS);
  const look = (/** @type {string} */ code) => {
    setCode(code);
    setCursor(null);
  };
  return html`<${Field} label=${say("registry.division_code")} help=${say("dated.division_help")} faults=${found.problem?.about("division_code") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" inputmode="numeric" autocomplete="off" maxlength="12" value=${division_code} onInput=${onTyped(look)} />`}
    <//>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} shown=${["division_code"]} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data?.items.length === 0 && html`<p class="help" role="status">${say("dated.none")}</p>`}
    <ul class="people">${(found.data?.items ?? []).map((row) => html`<li key=${row.id}><${Line} row=${row} page=${page} onGone=${found.again} /></li>`)}</ul>
    <${Onward} cursor=${cursor} next=${found.data?.next_cursor} onGo=${setCursor} page=${page} />`;
}

/** @param {{ row: PeriodOut, page: Desk, onGone: () => void }} props */
function Period({ row, page, onGone }) {
  const { say, locale } = page;
  return html`<p><b>${row.period_text}</b> ${dayText(row.first, locale)} – ${dayText(row.last, locale)}</p>
    <p class="help">${row.division_code}${row.school && html` · <${Quoted} text=${row.school} />`}</p>
    <${Sure} page=${page} name=${say("dated.remove")} text=${say("dated.remove_period_sure")} act=${() => page.call("DELETE", `/registry/calendars/${row.id}`)} onDone=${onGone} />`;
}

/** @param {{ row: PriceLineOut, page: Desk, onGone: () => void }} props */
function Price({ row, page, onGone }) {
  const { say, locale } = page;
  const size = row.largest === null ? say("dated.size_from", { smallest: row.smallest }) : say("dated.size", { smallest: row.smallest, largest: row.largest });
  const days = row.effective_to ? `${dayText(row.effective_from, locale)} – ${dayText(row.effective_to, locale)}` : say("dated.since", { day: dayText(row.effective_from, locale) });
  return html`<p><b>${[row.mode_text, row.price_stage_text].join(" · ")}</b> ${say("dated.price", { yuan: row.yuan, minutes: row.minutes })}</p>
    <p class="help">${[row.division_code, size, days].join(" · ")}</p>
    <${Sure} page=${page} name=${say("dated.remove_table")} text=${say("dated.remove_table_sure")} act=${() => page.call("DELETE", `/registry/prices/${row.id}`)} onDone=${onGone} />`;
}

/** @param {{ row: IndicatorOut, page: Desk, onGone: () => void }} props */
function Indicator({ row, page, onGone }) {
  const { say, locale } = page;
  const amount = new Intl.NumberFormat(spokenLocale(locale)).format(row.amount);
  return html`<p><b>${row.indicator_label ?? row.indicator}</b> ${[amount, row.unit_label].filter(Boolean).join(" ")}</p>
    <p class="help">${[row.division_code, row.reporting_period].join(" · ")}${row.stated_in && html` · <${Quoted} text=${row.stated_in} />`}</p>
    <${Sure} page=${page} name=${say("dated.remove_number")} text=${say("dated.remove_number_sure")} act=${() => page.call("DELETE", `/registry/indicators/${row.id}`)} onDone=${onGone} />`;
}
