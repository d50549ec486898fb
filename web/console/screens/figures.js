// @ts-check
/** How much was received, answered and left lying: by office, matter, week or source. The service counts; this page shows. */

import { wholeOf } from "../../shared/everything.js";
import { html, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Field, Heading, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf, spokenLocale } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Select } from "./filters.js";

const WeekChart = lazy(() => import("./week_chart.js"), "WeekChart");
const Bulletin = lazy(() => import("./bulletin.js"), "Bulletin");

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").FiguresLineOut} Line
 * @typedef {Record<string, string>} Query
 * @typedef {import("../../shared/ui.js").Option} Option
 */

const WAYS = /** @type {const} */ (["week", "office", "matter", "source"]);
const DAYS = /** @type {const} */ (["since", "until"]);
const COLUMNS = /** @type {const} */ (["received", "verified", "declined", "referred_out", "on_time", "late", "overturned", "open", "overdue"]);
const RATES = /** @type {const} */ (["on_time_rate", "response_rate", "solved_rate", "satisfied_rate"]);
const PAUSE_MS = 250;

/** @param {{ page: Desk }} props */
export function Figures({ page }) {
  useTitle(page, page.say("figures.title"));
  const { say, vocabulary } = page;
  const [wanted, setWanted] = useState(/** @type {Query} */ ({ by: "week" }));
  const [office, setOffice] = useState(/** @type {Option | null} */ (null));
  const query = Object.fromEntries(Object.entries({ ...wanted, office_id: office?.value ?? "" }).filter(([, value]) => value));
  const found = useAnswer(() => wholeOf(page.call, "/figures", query), [JSON.stringify(query), page.locale], PAUSE_MS);
  const change = (/** @type {string} */ name, /** @type {string} */ value) => setWanted({ ...wanted, [name]: value });
  const ways = WAYS.map((value) => ({ value, label: say(`figures.by_${value}`) }));
  const way = ways.find((one) => one.value === wanted.by)?.label;
  return html`<section class="printed">
    <${Heading}>${say("figures.title")}<//>
    <p class="print-only"><b>${office?.label ?? page.me.office?.name ?? say("figures.everywhere")}</b> · ${say("figures.by")} ${way}</p>
    <p class="lead no-print">${say("figures.lead")}</p>
    <form class="filters no-print" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Select} label=${say("figures.by")} any=${null} options=${ways} value=${wanted.by} onChange=${(/** @type {string} */ value) => change("by", value)} />
      ${seesMany(page) && html`<${OneOffice} page=${page} query=${query} office=${office} onChange=${setOffice} />`}
      ${DAYS.map((name) => html`<${Field} key=${name} label=${say(`figures.${name}`)}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="date" autocomplete="off" value=${wanted[name] ?? ""} onInput=${onTyped((value) => change(name, value))} />`}
      <//>`)}
    </form>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data && !found.data.until && html`<p class="help">${say("figures.none")}</p>`}
    ${found.data?.until && html`<p>${say("figures.period", { since: found.data.since, until: found.data.until })}</p>
      <dl class="rates">${RATES.map((name) => html`<div key=${name}><dt>${labelOf(vocabulary.rates, name)}</dt><dd>${share(found.data.total[name], page)}</dd></div>`)}</dl>
      ${found.data.items[0]?.week && html`<${WeekChart} key=${page.locale} page=${page} items=${found.data.items} />`}
      <${Table} page=${page} items=${found.data.items} total=${found.data.total} />
      <p class="help">${say("figures.how")}</p>
      <p class="no-print act-buttons"><a class="button" href=${`/api/v1/figures/table?${new URLSearchParams(query)}`} download="figures.csv">${say("figures.table")}</a>
        <button type="button" class="button" onClick=${() => print()}>${say("figures.print")}</button></p>`}
    <${Bulletin} page=${page} />
  </section>`;
}

/** Whether somebody reads figures of more than their own office. @param {Desk} page */
function seesMany({ me }) {
  return !me.office || me.permissions.includes("read_offices_below");
}

/** One of the offices of which anything was counted in these days, or all; the one that is chosen stays while days change.
 * @param {{ page: Desk, query: Query, office: Option | null, onChange: (office: Option | null) => void }} props */
function OneOffice({ page, query: { since, until }, office, onChange }) {
  const days = Object.fromEntries(Object.entries({ since, until }).filter(([, value]) => value));
  const found = useAnswer(() => wholeOf(page.call, "/figures", { ...days, by: "office" }), [since, until, page.locale], PAUSE_MS);
  const counted = (/** @type {Line[]} */ (found.data?.items ?? [])).map((line) => ({ value: line.office_id ?? "", label: line.office?.name ?? "" }));
  const options = office && !counted.some(({ value }) => value === office.value) ? [office, ...counted] : counted;
  const choose = (/** @type {string} */ id) => onChange(options.find(({ value }) => value === id) ?? null);
  return html`<${Select} label=${page.say("office")} any=${page.say("figures.everywhere")} options=${options} value=${office?.value ?? ""} onChange=${choose} />`;
}

/** @param {{ page: Desk, items: Line[], total: import("api").FiguresOut["total"] }} props */
function Table({ page, items, total }) {
  const { say, vocabulary } = page;
  const numbers = (/** @type {Line | import("api").FiguresOut["total"]} */ line) => html`${COLUMNS.map((name) => html`<td key=${name} class="number" data-label=${labelOf(vocabulary.measures, name)}>${line[name]}</td>`)}
    ${RATES.map((name) => html`<td key=${name} class="number" data-label=${labelOf(vocabulary.rates, name)}>${share(line[name], page)}</td>`)}`;
  return html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("figures.title")}><table class="table">
    <thead><tr><th scope="col">${say("figures.of")}</th>${COLUMNS.map((name) => html`<th key=${name} scope="col" class="number">${labelOf(vocabulary.measures, name)}</th>`)}
      ${RATES.map((name) => html`<th key=${name} scope="col" class="number">${labelOf(vocabulary.rates, name)}</th>`)}</tr></thead>
    <tbody>${items.map((line) => html`<tr key=${line.office_id ?? line.matter ?? line.source ?? line.week}><th scope="row">${line.office?.name ?? line.matter_label ?? line.source_label ?? line.week}</th>${numbers(line)}</tr>`)}
      <tr><th scope="row">${say("figures.all")}</th>${numbers(total)}</tr></tbody></table></div>`;
}

/** A share in per cent; a dash where there is nothing to make one from. @param {number | null} rate @param {Desk} page */
function share(rate, page) {
  if (rate === null) return page.say("figures.no_rate");
  return new Intl.NumberFormat(spokenLocale(page.locale), { style: "percent", maximumFractionDigits: 1 }).format(rate);
}
