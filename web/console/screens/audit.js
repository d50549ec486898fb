// @ts-check
/** For an auditor: what staff did, newest first. Cases and people stand here by id and name; none of them opens. */

import { html, useEffect, useState } from "../../shared/html.js";
import { Field, Heading, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { spokenLocale } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Select } from "./filters.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {Record<string, string>} Query
 * @typedef {(more: Query, words: string | null) => void} Narrow
 */

const SHORT = 8; // characters of an id that tell it apart on a screen
const TYPED = /** @type {const} */ (["username", "office"]);
const DAYS = /** @type {const} */ (["since", "until"]);
const PAUSE_MS = 250;

/** @param {{ page: Desk }} props */
export function Audit({ page }) {
  useTitle(page, page.say("audit.title"));
  const { say } = page;
  const [wanted, setWanted] = useState(/** @type {Query} */ ({}));
  const acts = useAnswer(/** @returns {Promise<import("../../shared/ui.js").Option[]>} */ async () => (await page.call("GET", "/audit/acts")).data.items, [page.locale]);
  const [only, setOnly] = useState(/** @type {string | null} */ (null)); // what the list was narrowed to, in words
  const query = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
  /** @type {Narrow} */
  const narrow = (more, words) => {
    setWanted({ ...kept(wanted, DAYS), ...more });
    setOnly(words);
  };
  const change = (/** @type {string} */ name, /** @type {string} */ value) => {
    setWanted({ ...kept(wanted, [...DAYS, ...TYPED, "act"]), [name]: value });
    setOnly(null);
  };
  return html`<section>
    <${Heading}>${say("audit.title")}<//>
    <p class="lead">${say("audit.lead")}</p>
    <form class="filters" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Select} label=${say("audit.act")} any=${say("audit.any")} options=${acts.data ?? []} value=${wanted.act ?? ""} onChange=${(/** @type {string} */ act) => change("act", act)} />
      ${[...TYPED, ...DAYS].map((name) => html`<${Field} key=${name} label=${say(`audit.${name}`)}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type=${DAYS.some((day) => day === name) ? "date" : "search"} autocomplete="off" maxlength="200" value=${wanted[name] ?? ""} onInput=${onTyped((value) => change(name, value))} />`}
      <//>`)}
    </form>
    ${only && html`<p role="status">${say("audit.only", { what: only })} <button type="button" class="button" onClick=${() => narrow({}, null)}>${say("audit.all")}</button></p>`}
    <${Lines} key=${JSON.stringify(query) + page.locale} page=${page} query=${query} onNarrow=${narrow} />
    <p><a class="button" href=${`/api/v1/audit/table?${new URLSearchParams(query)}`} download="audit.csv">${say("audit.table")}</a></p>
  </section>`;
}

/** Some of the filters. @param {Query} wanted @param {readonly string[]} names */
function kept(wanted, names) {
  return Object.fromEntries(names.map((name) => [name, wanted[name] ?? ""]));
}

/** As many lines as were asked for so far. @param {{ page: Desk, query: Query, onNarrow: Narrow }} props */
function Lines({ page, query, onNarrow }) {
  const { say } = page;
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const [lines, setLines] = useState(/** @type {import("api").AuditLineOut[]} */ ([]));
  const found = useAnswer(async () => (await page.call("GET", "/audit", { query: cursor ? { ...query, cursor } : query })).data, [cursor], cursor ? 0 : PAUSE_MS);
  useEffect(() => {
    if (found.data) setLines([...lines, ...found.data.items]);
  }, [found.data]);
  const next = found.data?.next_cursor;
  return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data && lines.length === 0 && found.data.items.length === 0 && html`<p class="help">${say("audit.none")}</p>`}
    ${lines.length > 0 && html`<div class="table-wide" tabindex="0" role="region" aria-label=${say("audit.title")}><table class="table">
      <thead><tr>${["at", "act", "who", "object"].map((name) => html`<th key=${name} scope="col">${say(`audit.${name}`)}</th>`)}</tr></thead>
      <tbody>${lines.map((line) => html`<${Line} key=${line.id} page=${page} line=${line} onNarrow=${onNarrow} />`)}</tbody></table></div>`}
    ${next && next !== cursor && html`<p><button type="button" class="button" onClick=${() => setCursor(next)}>${say("audit.more")}</button></p>`}`;
}

/** @param {{ page: Desk, line: import("api").AuditLineOut, onNarrow: Narrow }} props */
function Line({ page, line, onNarrow }) {
  const { say } = page;
  const who = line.username ?? (line.staff_id ? line.staff_id.slice(0, SHORT) : say("audit.nobody"));
  const some = (/** @type {string} */ words, /** @type {Query} */ more) => html`<button type="button" class="link-button" onClick=${() => onNarrow(more, words)}>${words}</button>`;
  const file = line.case_id && line.object_id ? ` · ${line.object_id.slice(0, SHORT)}` : "";
  return html`<tr>
    <th scope="row">${momentText(line.at, page.locale)}</th>
    <td>${some(line.act_text, { act: line.act })}</td>
    <td>${line.staff_id ? some(who, { staff_id: line.staff_id }) : who}${line.office && html`<br /><span class="help">${some(line.office.name, { office: line.office.name })}</span>`}</td>
    <td>${line.case_id && some(say("audit.case", { id: line.case_id.slice(0, SHORT) }), { case_id: line.case_id })}${file}${!line.case_id && line.object_id?.slice(0, SHORT)}</td></tr>`;
}

/** @param {string} moment @param {string} locale */
function momentText(moment, locale) {
  const how = /** @type {const} */ ({ dateStyle: "medium", timeStyle: "medium", timeZone: "Asia/Shanghai" });
  return new Intl.DateTimeFormat(spokenLocale(locale) === "en" ? "en-GB" : "zh-CN", how).format(new Date(moment));
}
