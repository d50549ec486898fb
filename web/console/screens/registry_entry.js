// @ts-check
/** One school or institution of the registry, to be changed or added. */

import { everything } from "../../shared/everything.js";
import { html, useState } from "../../shared/html.js";
import { Field, onTicked, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText } from "../../shared/words.js";
import { Select } from "./filters.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").SchoolEntryOut | import("api").InstitutionEntryOut} Entry
 */

/** Fields that are typed, by kind: name of the field, and its input's type. @type {Record<string, [string, string][]>} */
const TYPED = {
  schools: [["name", "text"], ["division_code", "text"], ["school_code", "text"]],
  institutions: [["name", "text"], ["division_code", "text"], ["credit_code", "text"], ["licence_number", "text"], ["converted_on", "date"], ["approved_on", "date"], ["closed_on", "date"], ["approving_division_code", "text"]],
};
const FLAGS = ["teaches_subjects", "has_prepaid_account"]; // each yes, no, or nobody said

/** What a new one begins with. @param {string} kind @param {Desk} page @returns {Record<string, any>} */
export function emptyEntry(kind, page) {
  const facts = Object.fromEntries([...TYPED[kind].map(([name]) => name), "office_id"].map((name) => [name, null]));
  return kind === "schools" ? { ...facts, stage: page.vocabulary.stages[0].value, kind: null, boarding: false } : { ...facts, teaches_subjects: null, has_prepaid_account: null };
}

/** Without an id it is a new one. @param {{ page: Desk, kind: string, entry: Entry | Record<string, any>, onSaved: () => void }} props */
export function EntryForm({ page, kind, entry, onSaved }) {
  const { say, vocabulary } = page;
  const [typed, setTyped] = useState(/** @type {Record<string, any>} */ ({ ...entry }));
  const [isSaved, setSaved] = useState(false);
  const set = (/** @type {string} */ name) => (/** @type {any} */ value) => {
    setSaved(false);
    setTyped({ ...typed, [name]: value });
  };
  const { problem, isBusy, submit } = useSending(async () => {
    const { id, ...rest } = typed;
    const body = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, typeof value === "string" ? value.trim() || null : value]));
    await page.call(id ? "PUT" : "POST", `/registry/${kind}${id ? `/${id}` : ""}`, { body });
    if (!id) setTyped(emptyEntry(kind, page));
    setSaved(true);
    onSaved();
  });
  const text = ([name, type] = ["", ""]) => html`<${Field} key=${name} label=${say(`registry.${name}`)} faults=${problem?.about(name) ?? []}>
    ${(/** @type {object} */ bound) => html`<input ...${bound} type=${type} autocomplete="off" maxlength="200" value=${typed[name] ?? ""} onInput=${onTyped(set(name))} />`}
  <//>`;
  const unknown = [{ value: "true", label: say("yes") }, { value: "false", label: say("no") }];
  const flag = (/** @type {string} */ name) => html`<${Select} key=${name} label=${say(`registry.${name}`)} any=${say("registry.unknown")} options=${unknown}
    value=${typed[name] === null ? "" : String(typed[name])} onChange=${(/** @type {string} */ value) => set(name)(value === "" ? null : value === "true")} />`;
  const isSchool = kind === "schools";
  return html`<form onSubmit=${submit} novalidate>
    ${TYPED[kind].map((one) => text(one))}
    ${isSchool && html`<${Select} label=${say("registered.stage")} any=${null} options=${vocabulary.stages} value=${typed.stage} onChange=${set("stage")} />
      <${Select} label=${say("registered.school_kind")} any=${say("registry.unknown")} options=${vocabulary.school_kinds} value=${typed.kind ?? ""} onChange=${set("kind")} />
      <label class="switch"><input type="checkbox" autocomplete="off" checked=${typed.boarding} onChange=${onTicked(set("boarding"))} /><span>${say("registered.boarding")}</span></label>`}
    ${!isSchool && FLAGS.map(flag)}
    <${OwnOffice} page=${page} value=${typed.office_id ?? ""} onChange=${(/** @type {string} */ id) => set("office_id")(id || null)} />
    <${ProblemNotice} problem=${problem} page=${page} shown=${TYPED[kind].map(([name]) => name)} />
    <p><button class="button" disabled=${isBusy}>${say("offices.save")}</button></p>
    <p class="help" role="status">${isSaved && say("registry.saved")}</p>
  </form>`;
}

/** The office that gets what is reported about it; empty for that of its place. One that closed is named until another is chosen.
 * @param {{ page: Desk, value: string, onChange: (id: string) => void }} props */
function OwnOffice({ page, value, onChange }) {
  const { say } = page;
  const found = useAnswer(/** @returns {Promise<import("api").OfficeEntryOut[]>} */ () => everything(page.call, "/offices"), [page.locale]);
  if (!found.data) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />${!found.problem && html`<${Waiting} page=${page} />`}`;
  const options = found.data.filter((office) => !office.closed_on || office.id === value).map(({ id, name, closed_on }) => ({ value: id, label: closed_on ? `${name} · ${say("offices.closed", { day: dayText(closed_on, page.locale) })}` : name }));
  return html`<${Select} label=${say("registry.own_office")} any=${say("registry.office_of_place")} options=${options} value=${value} onChange=${onChange} />`;
}
