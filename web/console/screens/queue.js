// @ts-check
/** The queue: filters, then one line a case with severity and the next date at a glance. */

import { html, useId, useState } from "../../shared/html.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, labelOf } from "../../shared/words.js";

export const NO_FILTERS = { status: "", severity: "", matter: "", overdue: false };
const PAGE_SIZE = "25";

export function Queue({ page, filters, setFilters }) {
  const [cursor, setCursor] = useState(null);
  const query = { ...filters, overdue: filters.overdue || null, cursor, limit: PAGE_SIZE };
  const found = useAnswer(async () => (await page.call("GET", "/cases", { query })).data, [JSON.stringify(query)]);
  const change = (changes) => {
    setCursor(null);
    setFilters({ ...filters, ...changes });
  };
  return html`<section>
    <${Heading}>${page.say("queue.title")}<//>
    <${Filters} page=${page} filters=${filters} onChange=${change} />
    ${found.problem && html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`}
    ${found.data ? html`<${Cases} items=${found.data.items} page=${page} />` : !found.problem && html`<${Waiting} page=${page} />`}
    <div class="pager">
      ${cursor && html`<button type="button" class="button" onClick=${() => setCursor(null)}>${page.say("queue.first")}</button>`}
      ${found.data?.next_cursor && html`<button type="button" class="button" onClick=${() => setCursor(found.data.next_cursor)}>${page.say("queue.more")}</button>`}
    </div>
  </section>`;
}

function Filters({ page, filters, onChange }) {
  const { statuses, severities, matters } = page.vocabulary;
  const select = (name, options) => html`<${Select} label=${page.say(`queue.${name}`)} any=${page.say("queue.any")} options=${options}
    value=${filters[name]} onChange=${(value) => onChange({ [name]: value })} />`;
  return html`<form class="filters" onSubmit=${(event) => event.preventDefault()}>
    ${select("status", statuses)}${select("severity", severities)}${select("matter", matters)}
    <label class="switch"><input type="checkbox" checked=${filters.overdue} onChange=${(event) => onChange({ overdue: event.target.checked })} />
      <span>${page.say("queue.overdue")}</span></label>
  </form>`;
}

function Select({ label, any, options, value, onChange }) {
  const id = useId();
  return html`<div><label class="label" for=${id}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => onChange(event.target.value)}>
      <option value="">${any}</option>
      ${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}
    </select></div>`;
}

function Cases({ items, page }) {
  return html`<p class="help" role="status">${items.length ? `${page.say("queue.count", { count: items.length })} · ${page.say("queue.keys")}` : page.say("queue.none")}</p>
    <ul class="cases" onKeyDown=${walk}>${items.map((item) => html`<li key=${item.id}><${CaseLine} item=${item} page=${page} /></li>`)}</ul>`;
}

/** Up and down between the lines; Tab works as everywhere. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const lines = [...event.currentTarget.querySelectorAll("a")];
  lines[lines.indexOf(document.activeElement) + step]?.focus();
  event.preventDefault();
}

function CaseLine({ item, page }) {
  const { say, locale, vocabulary } = page;
  const target = item.school ?? item.institution;
  return html`<a class=${`case-line severity-${item.severity}`} href=${`#/cases/${item.id}`}>
    <span class="case-what"><b>${labelOf(vocabulary.matters, item.matter)}</b><span class="help">${target?.name ?? say("queue.unnamed")} · ${item.references.join("、")}</span></span>
    <span class="badges">
      <span class=${`badge badge-${item.severity}`}>${labelOf(vocabulary.severities, item.severity)}</span>
      ${item.safety && html`<span class="badge badge-urgent">${say("queue.safety")}</span>`}
      <span class="badge badge-status">${labelOf(vocabulary.statuses, item.status)}</span>
    </span>
    <span class="case-due"><span class="help">${say("queue.due")}</span> <b>${dayText(item.next_due_on, locale, { month: "numeric", day: "numeric", year: "numeric" })}</b>
      ${item.is_overdue && html` <span class="badge badge-overdue">${say("queue.is_overdue")}</span>`}</span>
    <span class="case-who help">${item.assignee_name ?? say("queue.nobody")}</span>
  </a>`;
}
