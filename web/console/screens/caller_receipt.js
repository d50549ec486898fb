// @ts-check
/** The receipt of a caller or visitor: to read out, or on paper. It stands nowhere else, and is gone with this screen. */

import { html, useEffect, useState } from "../../shared/html.js";
import { InGroups } from "../../shared/said.js";
import { Heading, Notice } from "../../shared/ui.js";
import { dayText } from "../../shared/words.js";

const NONE = "";

/** @param {{ page: import("../types").Desk, taken: import("api").TakenOut, onNext: () => void }} props */
export function CallerReceipt({ page, taken, onNext }) {
  const { say, locale } = page;
  const [picture, setPicture] = useState(NONE);
  useEffect(() => {
    import("../../shared/qr_code.js").then(({ qrPicture }) => setPicture(qrPicture(taken.receipt)), () => null);
  }, [taken.receipt]);
  return html`<section class="caller-receipt">
    <${Heading}>${say("caller.receipt")}<//>
    <p class="lead no-print">${say("caller.receipt_lead")}</p>
    <p class="receipt-code" aria-label=${say("caller.receipt_code")}><${InGroups} receipt=${taken.receipt} /></p>
    ${picture && html`<img class="receipt-qr" src=${picture} alt=${say("caller.receipt_qr")} width="200" height="200" />`}
    <p>${say("caller.look", { address: location.host })} ${say("caller.due", { day: dayText(taken.due_on, locale) })}</p>
    <dl class="case-facts">
      <div><dt>${say("office")}</dt><dd>${taken.office.name}</dd></div>
      <div><dt>${say("caller.reference")}</dt><dd>${taken.reference}</dd></div>
    </dl>
    <div class="no-print"><${Notice} kind="warn"><p>${say("caller.receipt_warning")}</p><//>
      <div class="act-buttons"><button type="button" class="button button-main" onClick=${() => print()}>${say("caller.print")}</button>
        <button type="button" class="button" onClick=${onNext}>${say("caller.done")}</button></div></div>
  </section>`;
}
