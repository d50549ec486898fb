// @ts-check
/** What the registry knows of the school or institution that a case is about. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { dayText, labelOf } from "../../shared/words.js";
import { OnTarget } from "./on_target.js";
import { SuggestName } from "./suggest_name.js";

/** @param {{ opened: import("../types").Opened, page: import("../types").Desk }} props */
export function Registered({ opened, page }) {
  const { say } = page;
  const { registered } = opened;
  const maySuggest = !registered && opened.allowed_events.includes("bind_target");
  return html`<section class="card registered" aria-labelledby="registered">
    <h2 id="registered">${say("registered.title")}</h2>
    ${registered ? html`<${Facts} registered=${registered} opened=${opened} page=${page} /><${PriceCaps} registered=${registered} page=${page} />` : html`<p class="help">${say("registered.none")}</p>`}
    ${maySuggest && html`<${SuggestName} opened=${opened} page=${page} />`}
  </section>`;
}

/** @param {{ registered: import("api").RegisteredOut, opened: import("../types").Opened, page: import("../types").Desk }} props */
function Facts({ registered, opened, page }) {
  const { say, vocabulary } = page;
  const isSchool = registered.kind === "school";
  const lines = /** @type {[string, any][]} */ ([
    [say(`kind.${registered.kind}`), html`<${Quoted} text=${registered.name} />`],
    [say("registered.division"), registered.division],
    isSchool && [say("registered.stage"), labelOf(vocabulary.stages, registered.stage)],
    isSchool && registered.school_kind && [say("registered.school_kind"), labelOf(vocabulary.school_kinds, registered.school_kind)],
    isSchool && [say("registered.boarding"), say(registered.boarding ? "yes" : "no")],
    !isSchool && [say("registered.online"), registered.approved_in ? say("registered.approved", { division: registered.approved_in }) : say("registered.not_approved")],
    ...institutionLines(registered, page),
    [say("registered.open_cases"), html`<${OnTarget} opened=${opened} count=${registered.open_cases} page=${page} />`],
    registered.own_office && [say("registered.own_office"), html`<${Quoted} text=${registered.own_office} />`],
  ].filter(Boolean));
  return html`<dl class="answers">${lines.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** Is it licensed, converted, approved? What nobody said is told as that. @param {import("api").RegisteredOut} registered @param {import("../types").Desk} page @returns {[string, any][]} */
function institutionLines({ facts }, { say, locale }) {
  if (!facts) return [];
  const flag = (/** @type {boolean | null} */ value) => (value === null ? say("registry.unknown") : say(value ? "yes" : "no"));
  const day = (/** @type {string | null} */ value) => (value ? dayText(value, locale) : say("registry.unknown"));
  const lines = /** @type {[string, any][]} */ ([
    [say("registry.licence_number"), facts.licence_number ? html`<${Quoted} text=${facts.licence_number} />` : say("registered.no_licence")],
    [say("registry.credit_code"), facts.credit_code ?? say("registry.unknown")],
    [say("registry.teaches_subjects"), flag(facts.teaches_subjects)],
    [say("registry.converted_on"), day(facts.converted_on)],
    [say("registry.approved_on"), day(facts.approved_on)],
    [say("registry.has_prepaid_account"), flag(facts.has_prepaid_account)],
  ]);
  return facts.closed_on ? [...lines, [say("registry.closed_on"), day(facts.closed_on)]] : lines;
}

/** The highest prices allowed today. @param {{ registered: import("api").RegisteredOut, page: import("../types").Desk }} props */
function PriceCaps({ registered, page }) {
  const { say } = page;
  if (registered.kind !== "institution") return null;
  if (registered.price_caps.length === 0) return html`<p class="help">${say("registered.no_prices")}</p>`;
  return html`<details><summary>${say("registered.prices")}</summary>
    <ul>${registered.price_caps.map((cap, index) => html`<li key=${index}>${capText(cap, page)}</li>`)}</ul></details>`;
}

/** @param {import("api").PriceCapOut} cap @param {import("../types").Desk} page */
function capText(cap, { say }) {
  const size = say(cap.largest === null ? "registered.class_from" : "registered.class_to", { smallest: cap.smallest, largest: cap.largest ?? 0 });
  return [cap.mode_text, cap.price_stage_text, size, say("registered.price", { yuan: cap.yuan, minutes: cap.minutes })].join(" · ");
}
