// @ts-check
/** Own words, who is speaking, and files; all may be left out. In large type one after another. */

import { html, useState } from "../../shared/html.js";
import { lengthOf, LongText } from "../../shared/long_text.js";
import { Group, Heading, Notice, Options } from "../../shared/ui.js";
import { Files } from "./files.js";

/** @typedef {import("../types").DraftProps} DraftProps */

const PARTS = [OwnWords, Role, Files];

/** @param {import("../types").ScreenProps} props */
export function Words({ page, drafts: { draft, change }, uploads, isLarge, go }) {
  const [at, setAt] = useState(0);
  const isLast = !isLarge || at === PARTS.length - 1;
  const goOn = (/** @type {Event} */ event) => {
    event.preventDefault();
    const words = /** @type {HTMLFormElement} */ (event.target).querySelector("textarea");
    if (words && lengthOf(draft.text) > page.vocabulary.text_limits.report) words.focus();
    else if (isLast) go("preview");
    else setAt(at + 1);
  };
  return html`<form onSubmit=${goOn} autocomplete="off">
    <${Heading}>${page.say("words.title")}<//>
    ${isLarge && html`<p class="help">${page.say("questions.step", { step: at + 1, steps: PARTS.length })}</p>`}
    ${PARTS.map((Part, index) => (!isLarge || index === at) && html`<${Part} key=${index} page=${page} draft=${draft} change=${change} uploads=${uploads} />`)}
    <div class="stack"><button class="button button-main">${page.say(isLast ? "words.next" : "next")}</button>
      ${isLarge && at > 0 && html`<button type="button" class="button" onClick=${() => setAt(at - 1)}>${page.say("back")}</button>`}</div>
  </form>`;
}

/** @param {DraftProps} props */
function OwnWords({ page, draft, change }) {
  return html`<${Notice}><p>${page.say("words.no_names")}</p><//>
    <${LongText} page=${page} label=${page.say("words.label")} help=${page.say("words.help")} optional=${page.say("optional")}
      longest=${page.vocabulary.text_limits.report} rows="7" value=${draft.text} onInput=${(/** @type {string} */ text) => change({ text })} />`;
}

/** @param {DraftProps} props */
function Role({ page, draft, change }) {
  return html`<${Group} label=${page.say("words.role")} optional=${page.say("optional")}>
    <${Options} options=${page.vocabulary.reporter_roles} chosen=${draft.reporter_role} onChoose=${(/** @type {string} */ reporter_role) => change({ reporter_role })} short />
  <//>`;
}
