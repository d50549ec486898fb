// @ts-check
/** Ways of keeping a receipt: as a picture, under a PIN on this phone, and by having tried it once. */

import { html, useEffect, useState } from "../../shared/html.js";
import { differingGroup } from "../../shared/receipt.js";
import { Field, onTyped } from "../../shared/ui.js";
import { dayText } from "../../shared/words.js";
import { PIN, remember } from "../remembered.js";

/** @typedef {import("../types").PhonePage} PhonePage */

/** A picture with a QR code: to save, or to hold down in a browser that saves nothing. @param {{ page: PhonePage, receipt: string, day: string }} props */
export function Picture({ page, receipt, day }) {
  const [source, setSource] = useState("");
  useEffect(() => {
    const line = page.say("receipt.look_again", { day: dayText(day, page.locale) });
    import("../receipt_image.js").then(({ receiptImage }) => setSource(receiptImage(receipt, [line])), () => null);
  }, [receipt, page.locale]);
  if (!source) return null;
  return html`<figure class="receipt-picture">
    <img src=${source} alt=${page.say("receipt.picture_alt")} width="240" />
    <figcaption class="help">${page.say("receipt.picture_help")}</figcaption>
    <a class="button" href=${source} download="note.png">${page.say("receipt.save")}</a>
  </figure>`;
}

/** Typing it once from the paper shows that it was copied well. @param {{ page: PhonePage, receipt: string }} props */
export function Practice({ page, receipt }) {
  const [typed, setTyped] = useState("");
  const [isTried, setTried] = useState(false);
  const group = differingGroup(typed, receipt);
  const check = (/** @type {Event} */ event) => {
    event.preventDefault();
    setTried(true);
  };
  return html`<details><summary>${page.say("practice.title")}</summary>
    <form onSubmit=${check} novalidate>
      <${Field} label=${page.say("practice.label")} help=${page.say("practice.help")} faults=${isTried && group ? [page.say("practice.wrong", { group })] : []}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} class="receipt-input" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64"
          value=${typed} onInput=${onTyped((text) => { setTyped(text); setTried(false); })} />`}
      <//>
      <button class="button">${page.say("practice.check")}</button>
      <p class="help" role="status">${isTried && !group && page.say("practice.right")}</p>
    </form>
  </details>`;
}

/** Six digits of the reporter's choice; offered only where the phone can keep something.
 * @param {{ page: PhonePage, vault: import("../vault.js").Vault, receipt: string }} props */
export function Remembering({ page, vault, receipt }) {
  const [pin, setPin] = useState("");
  const [said, setSaid] = useState("");
  const keep = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!PIN.test(pin)) return setSaid("pin.six");
    setSaid((await remember(vault, pin, receipt)) ? "pin.kept" : "pin.other");
    return setPin("");
  };
  return html`<details><summary>${page.say("pin.title")}</summary>
    <form onSubmit=${keep} novalidate>
      <${PinField} page=${page} pin=${pin} setPin=${setPin} help="pin.help" faults=${["pin.six", "pin.other"].includes(said) ? [page.say(said)] : []} />
      <button class="button">${page.say("pin.keep")}</button>
      <p class="help" role="status">${said === "pin.kept" && page.say(said)}</p>
    </form>
  </details>`;
}

/** @param {{ page: PhonePage, pin: string, setPin: (pin: string) => void, help: string, faults: string[] }} props */
export function PinField({ page, pin, setPin, help, faults }) {
  return html`<${Field} label=${page.say("pin.label")} help=${page.say(help)} faults=${faults}>
    ${(/** @type {object} */ bound) => html`<input ...${bound} class="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="6" value=${pin} onInput=${onTyped(setPin)} />`}
  <//>`;
}
