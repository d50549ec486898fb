// @ts-check
/** Filters of the queue, by their names in the API. */

import { everything } from "../../shared/everything.js";
import { html, useId } from "../../shared/html.js";
import { onTicked, onTyped } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("../types").Filters} FiltersOfQueue
 * @typedef {import("../../shared/ui.js").Option} Option
 */

/** @param {{ page: Desk, filters: FiltersOfQueue, onChange: (changes: FiltersOfQueue) => void }} props */
export function Filters({ page, filters, onChange }) {
  const { statuses, severities, matters, categories, concerns } = page.vocabulary;
  const select = (/** @type {string} */ name, /** @type {Option[]} */ options) => html`<${Select} label=${page.say(`queue.${name}`)} any=${page.say("queue.any")} options=${options}
    value=${filters[name] ?? ""} onChange=${(/** @type {string} */ value) => onChange({ [name]: value, ...(name === "status" ? { open: null } : {}) })} />`;
  const flag = (/** @type {string} */ name, /** @type {string | boolean} */ on) => html`<label class="switch"><input type="checkbox" autocomplete="off" checked=${Boolean(filters[name])} onChange=${onTicked((isOn) => onChange({ [name]: isOn ? on : null }))} />
    <span>${page.say(`queue.${name === "assignee" ? "mine" : name}`)}</span></label>`;
  /** @type {Record<string, () => any>} */
  const parts = {
    status: () => select("status", statuses), severity: () => select("severity", severities), matter: () => select("matter", matters),
    category: () => select("category", categories), concern: () => select("concern", concerns),
    office_id: () => html`<${Offices} page=${page} value=${filters.office_id ?? ""} onChange=${(/** @type {string} */ office_id) => onChange({ office_id })} />`,
    overdue: () => flag("overdue", true), assignee: () => flag("assignee", "me"),
  };
  return html`<details class="filter-box" open=${matchMedia("(min-width: 48rem)").matches}><summary>${page.say("queue.filters")}</summary>
    <form class="filters" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${page.me.filters.map((name) => parts[name]?.())}
  </form></details>`;
}

/** For a supervisor: the own office and those below. @param {{ page: Desk, value: string, onChange: (office_id: string) => void }} props */
function Offices({ page, value, onChange }) {
  const found = useAnswer(/** @returns {Promise<import("api").OfficeBelowOut[]>} */ () => everything(page.call, "/offices/below"), [page.locale]);
  const own = page.me.office ? [{ value: page.me.office_id, label: page.me.office.name }] : [];
  const below = (found.data ?? []).map((office) => ({ value: office.id, label: office.name }));
  return html`<${Select} label=${page.say("office")} any=${page.say("queue.any")} options=${[...own, ...below]} value=${value} onChange=${onChange} />`;
}

/** @param {{ label: string, any: string | null, options: Option[], value: string, onChange: (value: string) => void }} props */
export function Select({ label, any, options, value, onChange }) {
  const id = useId();
  return html`<div><label class="label" for=${id}>${label}</label>
    <select id=${id} autocomplete="off" value=${value} onChange=${onTyped(onChange)}>
      ${any !== null && html`<option value="">${any}</option>`}
      ${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}
    </select></div>`;
}
