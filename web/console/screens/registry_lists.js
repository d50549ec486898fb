// @ts-check
/** Lists that are brought into the registry: checked, looked at, applied, undone. */

import { html, useState } from "../../shared/html.js";
import { Field, Notice, onToggled, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText, listed } from "../../shared/words.js";
import { Select } from "./filters.js";
import { Changed, Doubtful, Refused } from "./registry_lines.js";
import { Sure } from "./sure.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").ImportOut} ImportOut
 * @typedef {import("api").ListFormsOut} ListFormsOut
 */

const CSV = "text/csv"; // whatever the machine that sends it calls such a file

/** @param {{ page: Desk, onChanged: () => void }} props */
export function Lists({ page, onChanged }) {
  const { say } = page;
  const [isOpen, setOpen] = useState(false);
  return html`<details class="card" open=${isOpen} onToggle=${onToggled(setOpen)}><summary>${say("lists.title")}</summary>
    ${isOpen && html`<${Bring} page=${page} onChanged=${onChanged} />`}</details>`;
}

/** @param {{ page: Desk, onChanged: () => void }} props */
function Bring({ page, onChanged }) {
  const { say } = page;
  const [list_kind, setKind] = useState("schools");
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const [made, setMade] = useState(/** @type {ImportOut | null} */ (null));
  const forms = useAnswer(/** @returns {Promise<ListFormsOut>} */ async () => (await page.call("GET", "/registry/lists")).data, [page.locale]);
  const earlier = useAnswer(/** @returns {Promise<ImportOut[]>} */ async () => (await page.call("GET", "/registry/imports")).data.items, [page.locale, made?.state]);
  const { problem, isBusy, submit } = useSending(async () => {
    if (!file) return;
    setMade((await page.call("POST", "/registry/imports", { query: { list_kind }, body: new Blob([file], { type: CSV }) })).data);
  });
  const columnsOf = (/** @type {string} */ kind) => forms.data?.items.find((one) => one.list_kind === kind)?.columns ?? [];
  const columns = columnsOf(list_kind);
  const changed = (/** @type {ImportOut} */ next) => {
    setMade(next);
    onChanged();
  };
  return html`<form onSubmit=${submit} novalidate>
      <${Select} label=${say("lists.kind")} any=${null} value=${list_kind} onChange=${setKind} options=${(forms.data?.items ?? []).map((one) => ({ value: one.list_kind, label: one.label }))} />
      <p class="help">${say("lists.columns", { columns: listed(columns.map((one) => (one.required ? `${one.label}*` : one.label)), page.locale, "narrow") })}</p>
      <${Field} label=${say("lists.file")} help=${say("lists.file_help")} faults=${problem?.about("file") ?? []}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="file" autocomplete="off" accept=".csv,text/csv" onChange=${(/** @type {{ target: HTMLInputElement }} */ event) => setFile(event.target.files?.[0] ?? null)} />`}
      <//>
      ${problem?.errors.map((fault) => fault.field !== "file" && html`<p class="faults" key=${fault.field}>${columns.find((one) => one.name === fault.field)?.label ?? ""} ${fault.message}</p>`)}
      <p><a class="button" href=${`/api/v1/registry/table?${new URLSearchParams({ list_kind })}`} download=${`${list_kind}.csv`}>${say("lists.table")}</a></p>
      <${ProblemNotice} problem=${problem} page=${page} shown=${["file", ...columns.map((one) => one.name)]} />
      <p><button class="button button-main" disabled=${isBusy || !file}>${say("lists.check")}</button></p>
    </form>
    <${ProblemNotice} problem=${forms.problem ?? earlier.problem} page=${page} onRetry=${forms.again} />
    ${made && html`<${OneImport} key=${made.id} page=${page} made=${made} columns=${columnsOf(made.list_kind)} onChanged=${changed} />`}
    ${(earlier.data ?? []).some((one) => one.id !== made?.id) && html`<h2>${say("lists.earlier")}</h2>
      <ul class="people">${(earlier.data ?? []).filter((one) => one.id !== made?.id).map((one) => html`<li key=${one.id}><button type="button" class="link-button" onClick=${() => setMade(one)}>
        ${[dayText(one.made_on, page.locale), one.list_kind_text, one.state_text].join(" · ")}</button></li>`)}</ul>`}`;
}

/** @param {{ page: Desk, made: ImportOut, columns: import("api").ColumnOut[], onChanged: (made: ImportOut) => void }} props */
function OneImport({ page, made, columns, onChanged }) {
  const { say } = page;
  const all = made.to_add + made.to_change;
  const isUndoing = ["undoing", "undone"].includes(made.state);
  const over = isUndoing ? made.undone + made.kept : all - made.waiting;
  const inParts = (/** @type {string} */ step, /** @type {Record<string, string>} */ query = {}) => async () => {
    let next = made;
    do {
      next = (await page.call("POST", `/registry/imports/${made.id}/${step}`, { query })).data;
      onChanged(next);
    } while (["applying", "undoing"].includes(next.state));
  };
  return html`<section class="registered" aria-labelledby="import">
    <h2 id="import">${made.list_kind_text} · ${made.state_text}</h2>
    <${Notice} kind=${made.refused + made.to_confirm > 0 ? "warn" : "good"} live="status">
      <p>${say("lists.counts", { add: made.to_add, change: made.to_change, same: made.same, refused: made.refused })}</p>
      ${made.to_confirm > 0 && html`<p>${say("lists.to_confirm", { count: made.to_confirm })}</p>`}
      ${made.state !== "checked" && html`<p>${say(isUndoing ? "lists.undone" : "lists.applied", isUndoing ? { undone: made.undone, kept: made.kept } : { applied: made.applied, passed_over: made.passed_over })}</p>`}
    <//>
    ${made.state.endsWith("ing") && html`<progress aria-label=${made.state_text} max=${all} value=${over}></progress>`}
    <div class="act-buttons">
      ${made.apply_until && all > 0 && html`<${Sure} page=${page} name=${say("lists.apply")} text=${say(made.to_confirm > 0 ? "lists.confirm_sure" : "lists.apply_sure", { count: all, falling: made.to_confirm })} act=${inParts("application", made.to_confirm > 0 ? { confirmed: "true" } : {})} onDone=${() => null} />`}
      ${(made.state === "undoing" || made.undo_until) && html`<${Sure} page=${page} name=${say("lists.undo")} text=${say("lists.undo_sure")} act=${inParts("undo")} onDone=${() => null} isAlarming />`}
    </div>
    ${made.undo_until && html`<p class="help">${say("lists.undo_until", { day: dayText(made.undo_until, page.locale) })}</p>`}
    ${made.refused > 0 && html`<${Refused} page=${page} made=${made} columns=${columns} />`}
    ${made.to_confirm + made.passed_over + made.kept > 0 && html`<${Doubtful} page=${page} made=${made} columns=${columns} />`}
    ${all > 0 && html`<${Changed} page=${page} made=${made} columns=${columns} />`}
  </section>`;
}
