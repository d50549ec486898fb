// @ts-check
/** Own words, and who is speaking; both may be left out. */

import { html } from "../../shared/html.js";
import { Field, Group, Heading, Notice, Options } from "../../shared/ui.js";
import { Files } from "./files.js";

const LONGEST = 5000;

export function Words({ page, drafts: { draft, change }, uploads, go }) {
  const goOn = (event) => {
    event.preventDefault();
    go("preview");
  };
  return html`<form onSubmit=${goOn}>
    <${Heading}>${page.say("words.title")}<//>
    <${Notice}><p>${page.say("words.no_names")}</p><//>
    <${Field} label=${page.say("words.label")} help=${page.say("words.help")} optional=${page.say("optional")}>
      ${(bound) => html`<textarea ...${bound} rows="7" maxlength=${LONGEST} value=${draft.text} onInput=${(event) => change({ text: event.target.value })}></textarea>`}
    <//>
    <${Group} label=${page.say("words.role")} optional=${page.say("optional")}>
      <${Options} options=${page.vocabulary.reporter_roles} chosen=${draft.reporter_role} onChoose=${(reporter_role) => change({ reporter_role })} short />
    <//>
    <${Files} page=${page} draft=${draft} uploads=${uploads} />
    <div class="stack"><button class="button button-main">${page.say("words.next")}</button></div>
  </form>`;
}
