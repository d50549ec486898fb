// @ts-check
/** Own words, and who is speaking; both may be left out. */

import { html } from "../../shared/html.js";
import { lengthOf, LongText } from "../../shared/long_text.js";
import { Group, Heading, Notice, Options } from "../../shared/ui.js";
import { Files } from "./files.js";

export function Words({ page, drafts: { draft, change }, uploads, go }) {
  const longest = page.vocabulary.text_limits.report;
  const goOn = (event) => {
    event.preventDefault();
    if (lengthOf(draft.text) > longest) event.target.querySelector("textarea").focus();
    else go("preview");
  };
  return html`<form onSubmit=${goOn} autocomplete="off">
    <${Heading}>${page.say("words.title")}<//>
    <${Notice}><p>${page.say("words.no_names")}</p><//>
    <${LongText} page=${page} label=${page.say("words.label")} help=${page.say("words.help")} optional=${page.say("optional")}
      longest=${longest} rows="7" value=${draft.text} onInput=${(text) => change({ text })} />
    <${Group} label=${page.say("words.role")} optional=${page.say("optional")}>
      <${Options} options=${page.vocabulary.reporter_roles} chosen=${draft.reporter_role} onChoose=${(reporter_role) => change({ reporter_role })} short />
    <//>
    <${Files} page=${page} draft=${draft} uploads=${uploads} />
    <div class="stack"><button class="button button-main">${page.say("words.next")}</button></div>
  </form>`;
}
