// @ts-check
/** What the registry knows of the school or institution that a case is about. */

import { html } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { labelOf } from "../../shared/words.js";

/** @param {{ registered: import("api").RegisteredOut | null, page: import("../types").Desk }} props */
export function Registered({ registered, page }) {
  const { say } = page;
  return html`<section class="card registered" aria-labelledby="registered">
    <h2 id="registered">${say("registered.title")}</h2>
    ${registered ? html`<${Facts} registered=${registered} page=${page} /><p class="help">${say("registered.open")}</p>` : html`<p class="help">${say("registered.none")}</p>`}
  </section>`;
}

/** @param {{ registered: import("api").RegisteredOut, page: import("../types").Desk }} props */
function Facts({ registered, page }) {
  const { say, vocabulary } = page;
  const isSchool = registered.kind === "school";
  const lines = /** @type {[string, any][]} */ ([
    [say(`kind.${registered.kind}`), html`<${Quoted} text=${registered.name} />`],
    [say("registered.division"), registered.division],
    isSchool && [say("registered.stage"), labelOf(vocabulary.stages, registered.stage)],
    isSchool && [say("registered.boarding"), say(registered.boarding ? "yes" : "no")],
    !isSchool && [say("registered.online"), registered.approved_in ? say("registered.approved", { division: registered.approved_in }) : say("registered.not_approved")],
    registered.own_office && [say("registered.own_office"), html`<${Quoted} text=${registered.own_office} />`],
  ].filter(Boolean));
  return html`<dl class="answers">${lines.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
