// @ts-check
/** Where the school or tutor of a caller is: a place by its name, then which one there, by its name too. */

import { html, useState } from "../../shared/html.js";
import { findTargets } from "../../shared/targets.js";
import { Field, Group, onTyped, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {{ kind: "school" | "institution", id: string, name: string } | { kind: "named", id: null, name: string }} Target
 * @typedef {{ division_code: string, full_name: string, target: Target | null }} Where
 * @typedef {{ page: Desk, where: Where | null, onChange: (where: Where | null) => void }} Props
 */

const PAUSE_MS = 250;

/** @param {Props & { faults: string[] }} props */
export function CallerPlace({ page, where, onChange, faults }) {
  if (!where) return html`<${Places} page=${page} onChange=${onChange} faults=${faults} />`;
  return html`<${Group} label=${page.say("caller.place")} faults=${faults}>
    <p class="chosen"><span>${where.full_name}</span> <button type="button" class="link-button" onClick=${() => onChange(null)}>${page.say("caller.change")}</button></p>
    <${Which} page=${page} where=${where} onChange=${onChange} />
  <//>`;
}

/** @param {{ page: Desk, onChange: (where: Where) => void, faults: string[] }} props */
function Places({ page, onChange, faults }) {
  const [typed, setTyped] = useState("");
  const q = typed.trim();
  const found = useAnswer(/** @returns {Promise<import("api").DivisionOut[]>} */ async () => (q ? (await page.call("GET", "/divisions", { query: { q } })).data.items : []), [q, page.locale], PAUSE_MS);
  const places = (found.data ?? []).filter((division) => division.reportable);
  return html`<${Field} label=${page.say("caller.place")} help=${page.say("caller.place_help")} faults=${faults}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${typed} onInput=${onTyped(setTyped)} />`}
    <//>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <div aria-live="polite">${q && found.data && places.length === 0 && html`<p class="help">${page.say("caller.no_place")}</p>`}
      <ul class="rows">${places.map((place) => html`<li key=${place.code}><button type="button" class="row" onClick=${() => onChange({ division_code: place.code, full_name: place.full_name, target: null })}>${place.full_name}</button></li>`)}</ul></div>`;
}

/** @param {Props & { where: Where }} props */
function Which({ page, where, onChange }) {
  const [typed, setTyped] = useState("");
  const name = typed.trim();
  const found = useAnswer(() => findTargets(page.call, where.division_code, name), [where.division_code, name, page.locale], PAUSE_MS);
  const choose = (/** @type {Target | null} */ target) => onChange({ ...where, target });
  if (where.target) return html`<p class="chosen"><span>${where.target.name}</span> <button type="button" class="link-button" onClick=${() => choose(null)}>${page.say("caller.change_target")}</button></p>`;
  return html`<${Field} label=${page.say("caller.target")} help=${page.say("caller.target_help")} optional=${page.say("optional")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="200" value=${typed} onInput=${onTyped(setTyped)} />`}
    <//>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <div aria-live="polite">${name && found.data?.length === 0 && html`<p class="help">${page.say("which.none")}</p>`}
      <ul class="rows">${name && (found.data ?? []).map((target) => html`<li key=${target.id}><button type="button" class="row" onClick=${() => choose(target)}><span>${target.name}</span><span class="kind">${page.say(`kind.${target.kind}`)}</span></button></li>`)}</ul></div>
    ${name && html`<p><button type="button" class="button" onClick=${() => choose({ kind: "named", id: null, name })}>${page.say("caller.use_name", { name })}</button></p>`}`;
}
