// @ts-check
/** The first question: is somebody in danger? */

import { html, useEffect, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Heading, Notice } from "../../shared/ui.js";

const Kept = lazy(() => import("./kept.js"), "Kept");

/** @typedef {import("../types").PhonePage} PhonePage */

/** @param {import("../types").ScreenProps} props */
export function Start({ page, drafts, left, go, isFirst }) {
  const [isDanger, setDanger] = useState(false);
  useEffect(() => {
    Kept.load().catch(() => null); // once this screen stands: a draft is shown without a network, too
  }, []);
  const begin = (/** @type {boolean} */ safety) => {
    drafts.begin({ safety });
    go("about");
  };
  if (isDanger) return html`<${HelpLines} page=${page} onGoOn=${() => begin(true)} onBack=${() => setDanger(false)} />`;
  return html`<section>
    <${Heading} quiet=${isFirst}>${page.say("start.title")}<//>
    <p class="lead">${page.say("start.lead")}</p>
    <div class="card ask-card">
      <h2 id="danger">${page.say("start.danger")}</h2>
      <p class="help">${page.say("start.danger_help")}</p>
      <div class="stack">
        <button type="button" class="button button-main" onClick=${() => begin(false)}>${page.say("start.no")}</button>
        <button type="button" class="button button-alarm" onClick=${() => setDanger(true)}>${page.say("start.yes")}</button>
        <button type="button" class="button" onClick=${() => go("pupil")}>${page.say("start.pupil")}</button>
      </div>
    </div>
    ${page.vocabulary.is_demo && html`<${Notice} title=${page.say("demo.title")}><p>${page.say("demo.start")}</p><p><a href="/console/">${page.say("demo.desk")}</a></p><//>`}
    ${drafts.others.length > 0 && html`<${Kept} page=${page} drafts=${drafts} left=${left} go=${go} />`}
    <ul class="promises">
      <li>${page.say("start.promise_name")}</li>
      <li>${page.say("start.promise_route")}</li>
      <li>${page.say("start.promise_answer")}</li>
    </ul>
    <p><a href="#/privacy">${page.say("start.privacy")}</a></p>
  </section>`;
}

/** Who to call, and the numbers. @param {{ page: PhonePage }} props */
export function Lines({ page }) {
  return html`<ul class="help-lines">
      ${page.vocabulary.help_lines.map(
        ({ value, label }) => html`<li key=${value}><a class="call" href=${`tel:${value}`}><b>${value}</b><span>${label}</span></a></li>`,
      )}
    </ul>`;
}

/** @param {{ page: PhonePage, onGoOn: () => void, onBack: () => void }} props */
function HelpLines({ page, onGoOn, onBack }) {
  return html`<section>
    <${Heading}>${page.say("help.title")}<//>
    <${Lines} page=${page} />
    <${Notice} kind="warn"><p>${page.say("help.then")}</p><//>
    <div class="stack">
      <button type="button" class="button button-main" onClick=${onGoOn}>${page.say("help.report")}</button>
      <button type="button" class="button" onClick=${onBack}>${page.say("back")}</button>
    </div>
  </section>`;
}
