// @ts-check
/** Lines of a list: which are wrong and why, which have to be looked at, and what the others change. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";
import { Onward } from "./pager.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").ImportLineOut} ImportLineOut
 * @typedef {import("api").ImportLinesOut} ImportLinesOut
 * @typedef {import("api").ColumnOut} ColumnOut
 * @typedef {{ page: Desk, made: import("api").ImportOut, columns: ColumnOut[] }} Props
 */

const AT_ONCE = "20";

/** The column of a value; an id is that of what the column names. @param {ColumnOut[]} columns @param {string} name */
const columnOf = (columns, name) => columns.find((one) => one.name === name || `${one.name}_id` === name);
/** What a column is called. @param {ColumnOut[]} columns @param {string} name */
const labelIn = (columns, name) => columnOf(columns, name)?.label ?? "";

/** @param {Props} props */
export function Refused(props) {
  return html`<h3>${props.page.say("lists.refused")}</h3>
    <${Lines} ...${props} asked=${{ change: "refuse" }} Line=${RefusedLine} />`;
}

/** What is to be confirmed, was passed over, or could not be undone. @param {Props} props */
export function Doubtful(props) {
  return html`<h3>${props.page.say("lists.doubtful")}</h3>
    <${Lines} ...${props} asked=${{ doubtful: "true" }} Line=${OneLine} />`;
}

/** All others. @param {Props} props */
export function Changed(props) {
  return html`<details><summary>${props.page.say("lists.preview")}</summary>
    <${Lines} ...${props} asked=${{ doubtful: "false" }} Line=${OneLine} /></details>`;
}

/** Lines that are asked for, part by part, and how many there are. @param {Props & { asked: Record<string, string>, Line: any }} props */
function Lines({ page, made, columns, asked, Line }) {
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const query = { ...asked, cursor, limit: AT_ONCE };
  const found = useAnswer(/** @returns {Promise<ImportLinesOut>} */ async () => (await page.call("GET", `/registry/imports/${made.id}/lines`, { query })).data, [made.id, made.state, cursor, page.locale]);
  return html`${found.data && html`<p class="help">${page.say("lists.lines", { count: found.data.count })}</p>`}
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <ul>${(found.data?.items ?? []).map((line) => html`<li key=${line.line}><${Line} page=${page} columns=${columns} line=${line} /></li>`)}</ul>
    <${Onward} cursor=${cursor} next=${found.data?.next_cursor} onGo=${setCursor} page=${page} />`;
}

/** @typedef {{ page: Desk, columns: ColumnOut[], line: ImportLineOut }} LineProps */

/** @param {LineProps} props */
function RefusedLine({ page, columns, line }) {
  return html`${page.say("lists.line", { line: line.line })}
    <ul>${line.errors.map((error, index) => html`<li key=${index}>${labelIn(columns, error.column)} ${error.message}</li>`)}</ul>`;
}

/** @param {LineProps} props */
function OneLine({ page, columns, line }) {
  const later = /** @type {Record<string, any>} */ (line.later ?? {});
  const earlier = /** @type {Record<string, any>} */ (line.earlier ?? {});
  const names = Object.keys(later).filter((name) => labelIn(columns, name) && (later[name] ?? null) !== (earlier[name] ?? null));
  return html`<p>${page.say("lists.line", { line: line.line })} · ${line.change_text} · ${line.state_text}</p>
    ${line.errors.map((error, index) => html`<p class="faults" key=${index}>${error.message}</p>`)}
    <dl class="answers">${names.map((name) => html`<div key=${name}><dt>${labelIn(columns, name)}</dt>
      <dd>${line.earlier && html`<del><${Value} page=${page} column=${columnOf(columns, name)} value=${earlier[name]} /></del> `}<${Value} page=${page} column=${columnOf(columns, name)} value=${later[name]} /></dd></div>`)}</dl>`;
}

/** A code is shown by its name. @param {{ page: Desk, column?: ColumnOut, value: any }} props */
function Value({ page, column, value }) {
  if (column?.values.some((one) => one.value === value)) return labelOf(column.values, value);
  if (typeof value === "boolean") return page.say(value ? "yes" : "no");
  return value === null || value === undefined ? "–" : html`<${Quoted} text=${String(value)} />`;
}
