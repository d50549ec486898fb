// @ts-check
/** A proof of filing to save: what was sent, and the service's signature. It names nobody, and yet says who wrote it. */

import { html, useMemo, useState } from "../../shared/html.js";
import { Notice, onTicked } from "../../shared/ui.js";
import { reportOf } from "../complaint.js";

/** @param {{ page: import("../types").PhonePage, draft: import("../draft.js").Draft }} props */
export function Proof({ page, draft }) {
  const [isSure, setSure] = useState(false);
  const source = useMemo(() => {
    const proof = { acknowledgement: draft.filed?.acknowledgement, report: reportOf(draft, page.categories) };
    return `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(proof, null, 2))}`;
  }, [draft]);
  return html`<p>${page.say("proof.text")}</p>
    <${Notice} kind="warn"><p>${page.say("proof.warning")}</p><//>
    <label class="switch"><input type="checkbox" autocomplete="off" checked=${isSure} onChange=${onTicked(setSure)} /><span>${page.say("proof.sure")}</span></label>
    ${isSure && html`<div class="stack"><a class="button" href=${source} download="note.json">${page.say("proof.save")}</a></div>`}`;
}
