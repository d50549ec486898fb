// @ts-check
/** The registry: schools and institutions, looked up and changed one by one; whole lists are brought beside it. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, Heading, onToggled, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Select } from "./filters.js";
import { Onward } from "./pager.js";
import { Dated } from "./registry_dated.js";
import { emptyEntry, EntryForm } from "./registry_entry.js";
import { Lists } from "./registry_lists.js";
import { SuggestedNames } from "./suggested_names.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("./registry_entry.js").Entry} Entry
 * @typedef {{ items: Entry[], next_cursor: string | null }} Entries
 */

const PAUSE_MS = 250;
const AT_ONCE = "20";
const KINDS = ["schools", "institutions"];

/** @param {{ page: Desk }} props */
export function Registry({ page }) {
  useTitle(page, page.say("registry.title"));
  const { say } = page;
  const [kind, setKind] = useState(KINDS[0]);
  const [q, setQ] = useState("");
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const query = { q: q.trim(), cursor, limit: AT_ONCE };
  const found = useAnswer(/** @returns {Promise<Entries>} */ async () => (await page.call("GET", `/registry/${kind}`, { query })).data, [kind, q, cursor, page.locale], PAUSE_MS);
  const look = (/** @type {(value: string) => void} */ set) => (/** @type {string} */ value) => {
    set(value);
    setCursor(null);
  };
  return html`<section>
    <${Heading}>${say("registry.title")}<//>
    <p class="lead">${say("registry.lead")}</p>
    <${SuggestedNames} page=${page} onChanged=${found.again} />
    <${Lists} page=${page} onChanged=${found.again} />
    <${Dated} page=${page} />
    <h2>${say("registry.entries")}</h2>
    <${Select} label=${say("registry.what")} any=${null} value=${kind} onChange=${look(setKind)} options=${KINDS.map((one) => ({ value: one, label: say(`registry.${one}`) }))} />
    <${Field} label=${say("registry.search")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${q} onInput=${onTyped(look(setQ))} />`}
    <//>
    <${NewEntry} key=${kind} page=${page} kind=${kind} onChanged=${found.again} />
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    ${!found.data && !found.problem && html`<${Waiting} page=${page} />`}
    ${found.data?.items.length === 0 && html`<p class="help" role="status">${say("registry.none")}</p>`}
    <ul class="people">${(found.data?.items ?? []).map((entry) => html`<li key=${entry.id} class="card"><${OneEntry} page=${page} kind=${kind} entry=${entry} onChanged=${found.again} /></li>`)}</ul>
    <${Onward} cursor=${cursor} next=${found.data?.next_cursor} onGo=${setCursor} page=${page} />
  </section>`;
}

/** @param {{ page: Desk, kind: string, onChanged: () => void }} props */
function NewEntry({ page, kind, onChanged }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="card" open=${isOpen} onToggle=${onToggled(setOpen)}><summary>${page.say("registry.add")}</summary>
    ${isOpen && html`<${EntryForm} page=${page} kind=${kind} entry=${emptyEntry(kind, page)} onSaved=${onChanged} />`}</details>`;
}

/** @param {{ page: Desk, kind: string, entry: Entry, onChanged: () => void }} props */
function OneEntry({ page, kind, entry, onChanged }) {
  const { say, vocabulary } = page;
  const [isOpen, setOpen] = useState(false);
  const facts = "stage" in entry
    ? [labelOf(vocabulary.stages, entry.stage), entry.kind && labelOf(vocabulary.school_kinds, entry.kind), entry.boarding && say("registered.boarding"), entry.school_code]
    : [entry.credit_code, entry.licence_number ?? say("registered.no_licence"), entry.closed_on && say("registered.closed")];
  return html`<div class="person"><p><b><${Quoted} text=${entry.name} /></b></p>
    <p class="help">${[entry.division_code, ...facts, entry.office_id && say("registry.has_own_office")].filter(Boolean).join(" · ")}</p>
    <details open=${isOpen} onToggle=${onToggled(setOpen)}><summary>${say("offices.change")}</summary>
      ${isOpen && html`<${EntryForm} page=${page} kind=${kind} entry=${entry} onSaved=${onChanged} />`}</details></div>`;
}
