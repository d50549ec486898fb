// @ts-check
/** Lines of a list: which are wrong and why, and what the others change. The first of each are shown. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").ImportLineOut} ImportLineOut
 * @typedef {import("api").ColumnOut} ColumnOut
 * @typedef {{ page: Desk, made: import("api").ImportOut, columns: ColumnOut[] }} Props
 */

const SHOWN = "20";

/** The column of a value; an id is that of what the column names. @param {ColumnOut[]} columns @param {string} name */
const columnOf = (columns, name) => columns.find((one) => one.name === name || `${one.name}_id` === name);
/** What a column is called. @param {ColumnOut[]} columns @param {string} name */
const labelIn = (columns, name) => columnOf(columns, name)?.label ?? "";

/** @param {Props} props @param {string} change */
function useLines({ page, made }, change) {
  const query = { change, limit: SHOWN };
  return useAnswer(/** @returns {Promise<ImportLineOut[]>} */ async () => (await page.call("GET", `/registry/imports/${made.id}/lines`, { query })).data.items, [made.id, made.state, page.locale]);
}

/** @param {Props} props */
export function Refused(props) {
  const { page, columns } = props;
  const found = useLines(props, "refuse");
  return html`<h3>${page.say("lists.refused")}</h3>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <ul>${(found.data ?? []).map((line) => html`<li key=${line.line}>${page.say("lists.line", { line: line.line })}
      <ul>${line.errors.map((error, index) => html`<li key=${index}>${labelIn(columns, error.column)} ${error.message}</li>`)}</ul></li>`)}</ul>`;
}

/** Those to be confirmed stand first. @param {Props & { isOpen: boolean }} props */
export function Changed(props) {
  const { page, isOpen } = props;
  const added = useLines(props, "add");
  const changed = useLines(props, "change");
  const all = [...(added.data ?? []), ...(changed.data ?? [])];
  const lines = [...all.filter((line) => line.errors.length > 0), ...all.filter((line) => line.errors.length === 0)];
  const problem = added.problem ?? changed.problem;
  return html`<details open=${isOpen}><summary>${page.say("lists.preview")}</summary>
    <${ProblemNotice} problem=${problem} page=${page} onRetry=${added.again} />
    <ul>${lines.map((line) => html`<li key=${line.line}><${OneLine} ...${props} line=${line} /></li>`)}</ul></details>`;
}

/** @param {Props & { line: ImportLineOut }} props */
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
