// @ts-check
/** The receipt, large, and what happens next. */

import { html, useEffect, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Findings } from "../../shared/said.js";
import { Heading, Notice, onTicked, onToggled } from "../../shared/ui.js";
import { dayText } from "../../shared/words.js";
import { holdBack } from "../leaving.js";
import { onNews } from "../push.js";
import { FileList } from "./files.js";
import { Picture, Practice, Remembering } from "./keeping.js";
import { ReceiptCode } from "./receipt_code.js";
import { Telling } from "./telling.js";

const Proof = lazy(() => import("./proof.js"), "Proof");

/** @typedef {import("../types").PhonePage} PhonePage */

/** @param {import("../types").ScreenProps} props */
export function Receipt({ page, drafts, uploads, go }) {
  const filed = /** @type {import("api").FiledOut} */ (drafts.draft.filed); // or one would not be here
  const [isKept, setKept] = useState(false);
  useEffect(() => {
    return isKept ? undefined : holdBack();
  }, [isKept]);
  useEffect(() => onNews(() => go("news")), []);
  const isWaiting = drafts.draft.files.some((file) => file.state === "waiting");
  const finish = () => {
    if (isKept && isWaiting) drafts.change({ isDone: true });
    else if (isKept) drafts.drop(drafts.draft.id);
    if (isWaiting) drafts.begin();
    go("");
  };
  return html`<section>
    <${Heading}>${page.say("receipt.title")}<//>
    <p class="lead">${page.say("receipt.lead")}</p>
    <${ReceiptCode} receipt=${filed.receipt} page=${page} vault=${drafts.vault} />
    <${Picture} page=${page} receipt=${filed.receipt} day=${filed.due_on} />
    ${drafts.draft.files.length > 0 && html`<h2>${page.say("files.title")}</h2><${FileList} page=${page} files=${drafts.draft.files} parts=${uploads.parts} />
      ${isWaiting && html`<p class="help">${page.say("files.stay")}</p>`}`}
    <label class="switch">
      <input type="checkbox" autocomplete="off" checked=${isKept} onChange=${onTicked(setKept)} />
      <span>${page.say("receipt.kept")}</span>
    </label>
    <${Notice} kind="warn"><p>${page.say("receipt.warning")}</p><//>
    <div class="more">
      <${Practice} page=${page} receipt=${filed.receipt} />
      ${drafts.vault && html`<${Remembering} page=${page} vault=${drafts.vault} receipt=${filed.receipt} />`}
      <${ProofOfFiling} page=${page} draft=${drafts.draft} />
    </div>
    <${Telling} page=${page} receipt=${filed.receipt} day=${filed.due_on} />
    <h2>${page.say("receipt.next")}</h2>
    <${Facts} filed=${filed} page=${page} />
    <${Findings} findings=${filed.findings} page=${page} />
    ${page.vocabulary.is_demo && html`<${Notice} title=${page.say("demo.title")}>
      <p><a href=${`/console/#/demo/${filed.office.division_code}/${filed.office.department}`} target="_blank" rel="noopener">${page.say("demo.office")}</a></p><//>`}
    <div class="stack">
      <button type="button" class="button button-main" onClick=${() => go("follow")}>${page.say("receipt.follow")}</button>
      <button type="button" class="button" onClick=${finish}>${page.say("receipt.done")}</button>
    </div>
  </section>`;
}

/** Few need one: it is fetched when somebody looks for it. @param {{ page: PhonePage, draft: import("../draft.js").Draft }} props */
function ProofOfFiling({ page, draft }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details onToggle=${onToggled(setOpen)}><summary>${page.say("proof.title")}</summary>
    ${isOpen && html`<${Proof} page=${page} draft=${draft} />`}
  </details>`;
}

/** @param {{ page: PhonePage, filed: import("api").FiledOut }} props */
function Facts({ filed, page }) {
  return html`<dl class="facts card">
    <div><dt>${page.say("office")}</dt><dd>${filed.office.name}</dd><dd class="help">${filed.routing_reason.text}</dd></div>
    <div><dt>${page.say("receipt.due")}</dt><dd>${dayText(filed.due_on, page.locale)}</dd>
      ${filed.due_is_provisional && html`<dd class="help">${page.say("provisional")}</dd>`}</div>
    <div><dt>${page.say("receipt.reference")}</dt><dd>${filed.reference}</dd><dd class="help">${page.say("receipt.reference_help")}</dd></div>
  </dl>`;
}
