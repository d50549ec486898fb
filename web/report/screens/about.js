// @ts-check
/** What it is about: one of the service's categories. */

import { html } from "../../shared/html.js";
import { Heading, Notice } from "../../shared/ui.js";

/** @param {import("../types").ScreenProps} props */
export function About({ page, drafts: { draft, change }, go }) {
  const choose = (/** @type {string} */ category) => {
    change(category === draft.category ? {} : { category, answers: {} });
    go("where");
  };
  return html`<section>
    <${Heading}>${page.say("about.title")}<//>
    ${draft.safety && html`<${Notice} kind="warn"><p>${page.say("about.safety")}</p><//>`}
    <ul class="rows">
      ${page.categories.map(
        ({ id, name }) => html`<li key=${id}><button type="button" class="row" onClick=${() => choose(id)}>${name}</button></li>`,
      )}
    </ul>
  </section>`;
}
