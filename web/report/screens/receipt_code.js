// @ts-check
/** A receipt, large enough to copy by hand. */

import { html, useRef, useState } from "../../shared/html.js";
import { InGroups } from "../../shared/said.js";
import { copyReceipt } from "../copied.js";

/** @param {{ receipt: string, page: import("../types").PhonePage, vault: import("../vault.js").Vault | null }} props */
export function ReceiptCode({ receipt, page, vault }) {
  const code = useRef(/** @type {HTMLElement | null} */ (null));
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await copyReceipt(receipt, vault);
      setSaid("receipt.copied");
    } catch {
      if (code.current) getSelection()?.selectAllChildren(code.current);
      setSaid("receipt.selected");
    }
  };
  return html`<div class="receipt">
    <p class="receipt-code" ref=${code} aria-label=${page.say("receipt.code")}>
      <${InGroups} receipt=${receipt} />
    </p>
    <button type="button" class="button" onClick=${copy}>${page.say("receipt.copy")}</button>
    <p class="help" role="status">${page.say(said || "receipt.copy_help")}</p>
  </div>`;
}
