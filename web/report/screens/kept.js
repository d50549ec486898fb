// @ts-check
/** What this phone keeps: reports that are not finished, wait for a network, or whose receipt was not copied yet. */

import { html, useState } from "../../shared/html.js";
import { Notice } from "../../shared/ui.js";
import { labelOf } from "../../shared/words.js";

/**
 * @typedef {import("../types").PhonePage} PhonePage
 * @typedef {import("../draft.js").Draft} Draft
 */

/** `left`: what is not shown before somebody asks. @param {Pick<import("../types").ScreenProps, "page" | "drafts" | "left" | "go">} props */
export function Kept({ page, drafts, left, go }) {
  const { others, vault } = drafts;
  const [isSure, setSure] = useState(false);
  const open = (/** @type {Draft} */ draft) => {
    drafts.pick(draft.id);
    go(draft.screen);
  };
  const shown = others.filter((one) => !left.ids.includes(one.id));
  return html`<section class="card kept" aria-labelledby="kept">
    <h2 id="kept">${page.say("kept.title", { count: others.length })}</h2>
    <ul class="rows">${shown.map((draft) => html`<li key=${draft.id}><${Line} page=${page} draft=${draft} onOpen=${() => open(draft)} onDrop=${() => drafts.drop(draft.id)} /></li>`)}</ul>
    ${shown.length < others.length && html`<button type="button" class="button" onClick=${left.show}>${page.say("kept.show")}</button>`}
    ${vault && html`<p class="help">${page.say("kept.sealed")}</p>`}
    ${isSure
      ? html`<${Notice} kind="warn" title=${page.say("kept.sure")}>
          <p>${page.say("kept.remains")}</p>
          <div class="act-buttons"><button type="button" class="button button-alarm" onClick=${drafts.wipe}>${page.say("kept.wipe_now")}</button>
          <button type="button" class="button" onClick=${() => setSure(false)}>${page.say("back")}</button></div><//>`
      : html`<button type="button" class="link-button" onClick=${() => setSure(true)}>${page.say("kept.wipe")}</button>`}
  </section>`;
}

/** @param {{ page: PhonePage, draft: Draft, onOpen: () => void, onDrop: () => void }} props */
function Line({ page, draft, onOpen, onDrop }) {
  const where = draft.target?.name ?? draft.place?.full_name ?? "";
  return html`<div class="kept-line">
    <button type="button" class="row" onClick=${onOpen}>
      <span>${labelOf(page.vocabulary.categories, draft.category)}<span class="help"> ${where}</span></span>
      <span class="badge">${page.say(stateOf(draft))}</span>
    </button>
    ${!draft.filed && html`<button type="button" class="link-button" onClick=${onDrop}>${page.say("kept.drop")}</button>`}
  </div>`;
}

/** @param {Draft} draft */
function stateOf(draft) {
  if (draft.isDone) return draft.files.some((file) => file.state === "waiting") ? "kept.sending" : "kept.not_all";
  if (draft.filed) return "kept.sent";
  return draft.isQueued ? "kept.queued" : "kept.unfinished";
}
