// @ts-check
/** Accounts: who there is, who waits for keys, who leaves. Passwords are made by the service and shown once. */

import { everything } from "../../shared/everything.js";
import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, Heading, Notice, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { isKept, useKept } from "../kept.js";
import { Ceremonies } from "./ceremonies.js";
import { Select } from "./filters.js";
import { Sure } from "./sure.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").AccountOut} AccountOut
 * @typedef {{ username: string, password: string }} Made a generated password, and whose it is
 */

const MOST = 50; // cards at once

/** @param {{ page: Desk }} props */
export function People({ page }) {
  useTitle(page, page.say("people.title"));
  const { say, me } = page;
  const found = useAnswer(/** @returns {Promise<AccountOut[]>} */ () => everything(page.call, "/staff"), [page.locale]);
  const [shown, setShown] = useState(/** @type {Made | null} */ (null));
  const [typed, setTyped] = useState("");
  const q = typed.trim().toLowerCase();
  const people = (found.data ?? []).filter((one) => one.username.includes(q) || one.office?.name.includes(typed.trim()));
  people.sort((one, other) => Number(other.is_pending) - Number(one.is_pending)); // who waits for keys comes first
  const isAdministrator = me.permissions.includes("administer");
  const again = async (/** @type {Made | null} */ said = null) => {
    setShown(said);
    found.again();
  };
  return html`<section>
    <${Heading}>${say("people.title")}<//>
    <p class="lead">${say(isAdministrator ? "people.lead_administrator" : "people.lead")}</p>
    <${Ceremonies} page=${page} />
    ${shown && html`<${Password} page=${page} shown=${shown} onSeen=${() => setShown(null)} />`}
    ${isAdministrator && html`<${Invite} page=${page} onMade=${again} />`}
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    <${Field} label=${say("people.search")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${typed} onInput=${onTyped(setTyped)} />`}
    <//>
    ${people.length > MOST && html`<p class="help" role="status">${say("offices.shown", { count: people.length, most: MOST })}</p>`}
    <ul class="people">${people.slice(0, MOST).map((one) => html`<li key=${one.id} class="card"><${Person} page=${page} one=${one} isAdministrator=${isAdministrator} onChanged=${again} /></li>`)}</ul>
  </section>`;
}

/** A generated password, until it was written down. @param {{ page: Desk, shown: Made, onSeen: () => void }} props */
function Password({ page, shown, onSeen }) {
  return html`<${Notice} kind="good" live="alert" title=${page.say("people.password", { name: shown.username })}>
    <p class="receipt-small">${shown.password}</p>
    <p>${page.say("people.password_help")}</p>
    <p><button type="button" class="button" onClick=${onSeen}>${page.say("people.password_seen")}</button></p>
  <//>`;
}

/** @param {{ page: Desk, onMade: (made: Made) => Promise<void> }} props */
function Invite({ page, onMade }) {
  const { say, vocabulary } = page;
  const [isOpen] = useState(() => isKept(page.desk, "invite"));
  const [username, setUsername] = useKept(page.desk, "invite username", "");
  const [role, setRole] = useKept(page.desk, "invite role", vocabulary.roles[0].value);
  const [office_id, setOffice] = useKept(page.desk, "invite office_id", "");
  const hasOffice = vocabulary.roles.find((one) => one.value === role)?.has_office;
  const offices = useAnswer(/** @returns {Promise<import("api").OfficeEntryOut[]>} */ () => everything(page.call, "/offices"), [page.locale]);
  const { problem, isBusy, submit } = useSending(async () => {
    const body = { username: username.trim(), role, office_id: hasOffice ? office_id || null : null };
    const { data } = await page.call("POST", "/staff", { body });
    setUsername("");
    await onMade(data);
  });
  return html`<details class="card" open=${isOpen}><summary>${say("people.invite")}</summary>
    <form onSubmit=${submit} novalidate>
      <${Field} label=${say("console.username")} help=${say("people.username_help")} faults=${problem?.about("username") ?? []}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="40" value=${username} onInput=${onTyped(setUsername)} />`}
      <//>
      <${Select} label=${say("people.role")} any=${null} options=${vocabulary.roles} value=${role} onChange=${setRole} />
      ${hasOffice && html`<${Select} label=${say("office")} any=${say("people.choose_office")} value=${office_id} onChange=${setOffice}
        options=${(offices.data ?? []).filter((office) => !office.closed_on).map((office) => ({ value: office.id, label: office.name }))} />`}
      <${ProblemNotice} problem=${problem} page=${page} shown=${["username"]} />
      <div class="stack"><button class="button button-main" disabled=${isBusy}>${say("people.make")}</button></div>
    </form></details>`;
}

/**
 * @param {{ page: Desk, one: AccountOut, isAdministrator: boolean, onChanged: (made?: Made) => Promise<void> }} props
 */
function Person({ page, one, isAdministrator, onChanged }) {
  const { say, me, vocabulary } = page;
  const act = (/** @type {string} */ method, /** @type {string} */ path) => async () => (await page.call(method, `/staff/${one.id}${path}`)).data;
  const isMe = one.id === me.id;
  const mayGrant = one.is_pending && me.permissions.includes("grant_keys") && !isMe;
  return html`<div class="person"><p><b>${one.username}</b> <span class="badge">${labelOf(vocabulary.roles, one.role)}</span>
      ${one.is_pending && html` <span class="badge badge-ask">${say("people.pending")}</span>`}</p>
    <p class="help">${one.office ? html`<${Quoted} text=${one.office.name} />` : say("people.no_office")}</p>
    ${one.is_pending && html`<p class="help">${say("people.pending_help")}</p>`}
    <div class="act-buttons">
      ${mayGrant && html`<${Sure} page=${page} name=${say("people.grant")} text=${say("people.grant_sure", { name: one.username })} act=${act("POST", "/grants")} onDone=${() => onChanged()} />`}
      ${isAdministrator && !isMe && html`
        <${Sure} page=${page} name=${say("people.reset")} text=${say("people.reset_sure")} act=${act("POST", "/password")} onDone=${(/** @type {import("api").PasswordOut} */ data) => onChanged({ username: one.username, ...data })} />
        <${Sure} page=${page} name=${say("people.remove")} text=${say("people.remove_sure", { name: one.username })} act=${act("DELETE", "")} onDone=${() => onChanged()} isAlarming />`}
    </div></div>`;
}
