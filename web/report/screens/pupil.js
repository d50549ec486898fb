// @ts-check
/** A pupil is told in short words what matters, and asked whether others use this phone. */

import { html, useEffect, useState } from "../../shared/html.js";
import { Heading, Notice } from "../../shared/ui.js";
import { isBegun } from "../draft.js";
import { isRemembering } from "../remembered.js";
import { Lines } from "./start.js";

/** @param {import("../types").ScreenProps} props */
export function Pupil({ page, drafts, go }) {
  const [isRemembered, setRemembered] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (drafts.vault) isRemembering(drafts.vault).then(setRemembered, () => null);
  }, [drafts.vault]);
  const begin = (/** @type {() => void} */ before = () => undefined) => {
    before();
    drafts.begin({ reporter_role: "pupil" });
    go("about");
  };
  const share = () => (isRemembered || drafts.all().some(isBegun) ? setAsking(true) : begin(drafts.stopKeeping));
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
    ${isAsking
      ? html`<${Notice} kind="warn" live="alert"><p>${page.say("pupil.there")}</p>
          <div class="act-buttons"><button type="button" class="button" onClick=${() => begin(drafts.keepNoMore)}>${page.say("pupil.leave_there")}</button>
          <button type="button" class="button button-alarm" onClick=${() => begin(drafts.wipe)}>${page.say("kept.wipe_now")}</button></div><//>`
      : html`<div class="stack">
          <button type="button" class="button" onClick=${share}>${page.say("pupil.shared_yes")}</button>
          <button type="button" class="button button-main" onClick=${() => begin()}>${page.say("pupil.shared_no")}</button>
        </div>`}
  </section>`;
}
