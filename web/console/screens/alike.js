// @ts-check
/** Other cases that may be about the same thing, and why the service thinks so. */

import { html } from "../../shared/html.js";
import { useAnswer } from "../../shared/use_answer.js";
import { OtherCase } from "./other_case.js";

/** @param {{ opened: import("../types").Opened, page: import("../types").Desk }} props */
export function Alike({ opened, page }) {
  const may = opened.allowed_events.includes("join") || opened.allowed_events.includes("take_in");
  const found = useAnswer(
    /** @returns {Promise<import("api").SuggestionOut[]>} */
    async () => (may ? (await page.call("GET", `/cases/${opened.id}/suggestions`)).data.items : []),
    [opened.id, opened.etag, page.locale],
  );
  if (!found.data?.length) return null;
  return html`<section class="card alike" aria-labelledby="alike">
    <h2 id="alike">${page.say("alike.title")}</h2>
    <ul class="rows">${found.data.map(({ case: other, text }) => html`<li key=${other.id}><${OtherCase} other=${other} about=${text} page=${page} /></li>`)}</ul>
  </section>`;
}
