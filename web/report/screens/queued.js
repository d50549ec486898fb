// @ts-check
/** A report that waits for a network: it is not sent yet, and its receipt is known already. */

import { html, useEffect, useState } from "../../shared/html.js";
import { receiptOf } from "../../shared/receipt.js";
import { Heading, Notice } from "../../shared/ui.js";
import { ReceiptCode } from "./receipt_code.js";

/** @param {import("../types").ScreenProps} props */
export function Queued({ page, drafts, go }) {
  const { draft, vault, change } = drafts;
  const [receipt, setReceipt] = useState("");
  useEffect(() => {
    receiptOf(draft.key).then(setReceipt);
  }, [draft.key]);
  useEffect(() => {
    if (draft.filed) go("receipt");
  }, [draft.filed]);
  const stop = () => {
    change({ isQueued: false, screen: "preview" });
    go("preview");
  };
  return html`<section>
    <${Heading}>${page.say("queued.title")}<//>
    <p class="lead">${page.say(vault ? "queued.lead" : "queued.lead_open")}</p>
    <${Notice} kind="warn"><p>${page.say("queued.not_yet")}</p><//>
    ${receipt && html`<${ReceiptCode} receipt=${receipt} page=${page} vault=${vault} />`}
    <div class="stack">
      <button type="button" class="button" onClick=${stop}>${page.say("queued.stop")}</button>
    </div>
  </section>`;
}
