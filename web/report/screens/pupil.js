// @ts-check
/** A pupil is told in short words what matters, and asked whether others use this phone. */

import { html } from "../../shared/html.js";
import { Heading } from "../../shared/ui.js";
import { Lines } from "./start.js";

export function Pupil({ page, drafts, go }) {
  const begin = (isShared) => {
    if (isShared) drafts.stopKeeping();
    drafts.begin({ reporter_role: "pupil" });
    go("about");
  };
  return html`<section>
    <${Heading}>${page.say("pupil.title")}<//>
    <ul class="promises">
      <li>${page.say("pupil.no_name")}</li>
      <li>${page.say("pupil.no_trouble")}</li>
      <li>${page.say("pupil.stop")}</li>
    </ul>
    <p><a href="#/children">${page.say("pupil.privacy")}</a></p>
    <h2>${page.say("pupil.adult")}</h2>
    <p>${page.say("pupil.adult_help")}</p>
    <details><summary>${page.say("pupil.call")}</summary><${Lines} page=${page} /></details>
    <h2>${page.say("pupil.shared")}</h2>
    <p class="help">${page.say("pupil.shared_help")}</p>
    <div class="stack">
      <button type="button" class="button" onClick=${() => begin(true)}>${page.say("pupil.shared_yes")}</button>
      <button type="button" class="button button-main" onClick=${() => begin(false)}>${page.say("pupil.shared_no")}</button>
    </div>
  </section>`;
}
