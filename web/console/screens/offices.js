// @ts-check
/** Offices: make, rename, put below another, give new keys, close. An administrator holds no key of any. */

import { everything } from "../../shared/everything.js";
import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, Heading, onToggled, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText, labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { forget, isKept, useKept } from "../kept.js";
import { Ceremonies } from "./ceremonies.js";
import { Select } from "./filters.js";
import { Sure } from "./sure.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").OfficeEntryOut} OfficeEntryOut
 */

const PAUSE_MS = 250;
const MOST = 50; // cards at once: a country has thousands of offices

/** @param {{ page: Desk }} props */
export function Offices({ page }) {
  useTitle(page, page.say("offices.title"));
  const { say } = page;
  const [typed, setTyped] = useState("");
  const found = useAnswer(/** @returns {Promise<OfficeEntryOut[]>} */ () => everything(page.call, "/offices"), [page.locale]);
  const offices = found.data ?? [];
  const q = typed.trim();
  const shown = offices.filter((office) => office.name.includes(q) || office.division_code.startsWith(q));
  return html`<section>
    <${Heading}>${say("offices.title")}<//>
    <p class="lead">${say("offices.lead")}</p>
    <${Ceremonies} page=${page} />
    <${NewOffice} page=${page} onMade=${found.again} />
    <${Field} label=${say("offices.search")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${typed} onInput=${onTyped(setTyped)} />`}
    <//>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${shown.length > MOST && html`<p class="help" role="status">${say("offices.shown", { count: shown.length, most: MOST })}</p>`}
    <ul class="people">${shown.slice(0, MOST).map((office) => html`<li key=${office.id} class="card"><${OneOffice} page=${page} office=${office} offices=${offices} onChanged=${found.again} /></li>`)}</ul>
  </section>`;
}

/** @param {{ page: Desk, onMade: () => void }} props */
function NewOffice({ page, onMade }) {
  const { say, vocabulary } = page;
  const [isOpen] = useState(() => isKept(page.desk, "new_office"));
  const [q, setQ] = useKept(page.desk, "new_office q", "");
  const [division_code, setDivision] = useKept(page.desk, "new_office division_code", "");
  const [department, setDepartment] = useKept(page.desk, "new_office department", vocabulary.departments[0].value);
  const [name, setName] = useKept(page.desk, "new_office name", "");
  const divisions = useAnswer(/** @returns {Promise<import("api").DivisionOut[]>} */ async () => (q.trim() ? (await page.call("GET", "/divisions", { query: { q: q.trim() } })).data.items : []), [q, page.locale], PAUSE_MS);
  const { problem, isBusy, submit } = useSending(async () => {
    await page.call("POST", "/offices", { body: { division_code, department, name: name.trim() || null } });
    setName("");
    onMade();
  });
  return html`<details class="card" open=${isOpen}><summary>${say("offices.add")}</summary>
    <form onSubmit=${submit} novalidate>
      <p class="help">${say("offices.add_help")}</p>
      <${Field} label=${say("offices.division")} faults=${problem?.about("division_code") ?? []}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${q} onInput=${onTyped(setQ)} />`}
      <//>
      <${Select} label=${say("offices.division_chosen")} any=${say("people.choose_office")} value=${division_code} onChange=${setDivision}
        options=${(divisions.data ?? []).map((one) => ({ value: one.code, label: `${one.full_name} ${one.code}` }))} />
      <${Select} label=${say("office.department")} any=${null} options=${vocabulary.departments} value=${department} onChange=${setDepartment} />
      <${Field} label=${say("offices.name")} help=${say("offices.name_help")} faults=${problem?.about("name") ?? []}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" maxlength="200" value=${name} onInput=${onTyped(setName)} />`}
      <//>
      <${ProblemNotice} problem=${problem} page=${page} shown=${["division_code", "name"]} />
      <div class="stack"><button class="button button-main" disabled=${isBusy}>${say("offices.make")}</button></div>
    </form></details>`;
}

/** @param {{ page: Desk, office: OfficeEntryOut, offices: OfficeEntryOut[], onChanged: () => void }} props */
function OneOffice({ page, office, offices, onChanged }) {
  const { say, vocabulary } = page;
  const [isOpen, setOpen] = useState(() => isKept(page.desk, `office ${office.id}`));
  const above = offices.find((one) => one.id === office.superior_id);
  const act = (/** @type {string} */ method, /** @type {string} */ path) => async () => (await page.call(method, `/offices/${office.id}${path}`)).data;
  return html`<div class="person"><p><b><${Quoted} text=${office.name} /></b> <span class="badge">${labelOf(vocabulary.departments, office.department)}</span>
      ${office.closed_on && html` <span class="badge badge-overdue">${say("offices.closed", { day: dayText(office.closed_on, page.locale) })}</span>`}
      ${office.rotating_since && html` <span class="badge badge-ask">${say("offices.rotating")}</span>`}</p>
    <p class="help">${office.division_code} · ${above ? say("offices.below", { office: above.name }) : say("offices.root")} · ${say("offices.keys", { version: office.key_version })}</p>
    ${office.rotating_since && html`<p class="help">${say("offices.rotating_help")}</p>`}
    <details open=${isOpen} onToggle=${onToggled(setOpen)}><summary>${say("offices.change")}</summary>
      ${isOpen && html`<${Change} page=${page} office=${office} offices=${offices} onChanged=${onChanged} />
      <div class="act-buttons">
        <${Sure} page=${page} name=${say("offices.new_keys")} text=${say("offices.new_keys_sure")} act=${act("POST", "/keys")} onDone=${onChanged} />
        ${above && !office.closed_on && html`<${Sure} page=${page} name=${say("offices.close")} text=${say("offices.close_sure", { office: office.name })} act=${act("DELETE", "")} onDone=${onChanged} isAlarming />`}
      </div>`}</details></div>`;
}

/** @param {{ page: Desk, office: OfficeEntryOut, offices: OfficeEntryOut[], onChanged: () => void }} props */
function Change({ page, office, offices, onChanged }) {
  const { say } = page;
  const [name, setName] = useKept(page.desk, `office ${office.id} name`, office.name);
  const [superior_id, setSuperior] = useKept(page.desk, `office ${office.id} superior_id`, office.superior_id ?? "");
  const { problem, isBusy, submit } = useSending(async () => {
    await page.call("PUT", `/offices/${office.id}`, { body: { name: name.trim(), superior_id: superior_id || null } });
    forget(page.desk, `office ${office.id}`);
    onChanged();
  });
  return html`<form onSubmit=${submit} novalidate>
    <${Field} label=${say("offices.name")} faults=${problem?.about("name") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" maxlength="200" value=${name} onInput=${onTyped(setName)} />`}
    <//>
    ${office.superior_id && html`<${Select} label=${say("offices.superior")} any=${null} value=${superior_id} onChange=${setSuperior}
      options=${offices.filter((one) => one.id !== office.id && !one.closed_on).map((one) => ({ value: one.id, label: one.name }))} />`}
    <${ProblemNotice} problem=${problem} page=${page} shown=${["name"]} />
    <p><button class="button" disabled=${isBusy}>${say("offices.save")}</button></p>
  </form>`;
}
