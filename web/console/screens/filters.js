// @ts-check
/** Filters of the queue, by their names in the API. */

import { everything } from "../../shared/everything.js";
import { html, useId } from "../../shared/html.js";
import { useAnswer } from "../../shared/use_answer.js";

export function Filters({ page, filters, onChange }) {
  const { statuses, severities, matters, categories, concerns } = page.vocabulary;
  const select = (name, options) => html`<${Select} label=${page.say(`queue.${name}`)} any=${page.say("queue.any")} options=${options}
    value=${filters[name] ?? ""} onChange=${(value) => onChange({ [name]: value, ...(name === "status" ? { open: null } : {}) })} />`;
  const flag = (name, on) => html`<label class="switch"><input type="checkbox" autocomplete="off" checked=${Boolean(filters[name])} onChange=${(event) => onChange({ [name]: event.target.checked ? on : null })} />
    <span>${page.say(`queue.${name === "assignee" ? "mine" : name}`)}</span></label>`;
  return html`<details class="filter-box" open=${matchMedia("(min-width: 48rem)").matches}><summary>${page.say("queue.filters")}</summary>
    <form class="filters" onSubmit=${(event) => event.preventDefault()}>
    ${select("status", statuses)}${select("severity", severities)}${select("matter", matters)}${select("category", categories)}
    ${page.me.role === "supervisor" && select("concern", concerns)}
    ${page.me.permissions.includes("read_offices_below") && html`<${Offices} page=${page} value=${filters.office_id ?? ""} onChange=${(office_id) => onChange({ office_id })} />`}
    ${flag("overdue", true)}${page.me.role === "officer" && flag("assignee", "me")}
  </form></details>`;
}

/** For a supervisor: the own office and those below. */
function Offices({ page, value, onChange }) {
  const found = useAnswer(() => everything(page.call, "/offices/below"), [page.locale]);
  const own = page.me.office ? [{ value: page.me.office_id, label: page.me.office.name }] : [];
  const below = (found.data ?? []).map((office) => ({ value: office.id, label: office.name }));
  return html`<${Select} label=${page.say("office")} any=${page.say("queue.any")} options=${[...own, ...below]} value=${value} onChange=${onChange} />`;
}

export function Select({ label, any, options, value, onChange }) {
  const id = useId();
  return html`<div><label class="label" for=${id}>${label}</label>
    <select id=${id} autocomplete="off" value=${value} onChange=${(event) => onChange(event.target.value)}>
      ${any !== null && html`<option value="">${any}</option>`}
      ${options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}
    </select></div>`;
}
