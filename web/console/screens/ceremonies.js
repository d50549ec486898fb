// @ts-check
/** Who gets which key, when and from whom, in plain words. */

import { html } from "../../shared/html.js";

const STEPS = ["arrives", "forgets", "lost", "leaves", "rotates", "nobody", "closes"];

/** @param {{ page: import("../types").Desk }} props */
export function Ceremonies({ page }) {
  const { say } = page;
  return html`<details class="card ceremonies"><summary>${say("ceremony.title")}</summary>
    <p>${say("ceremony.lead")}</p>
    <dl>${STEPS.map((step) => html`<div key=${step}><dt>${say(`ceremony.when.${step}`)}</dt><dd>${say(`ceremony.then.${step}`)}</dd></div>`)}</dl>
    <p class="help">${say("ceremony.offline")} <code>flask staff grant --username … --recovery-key …</code></p>
  </details>`;
}
