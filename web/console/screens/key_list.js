// @ts-check
/** The list of keys, and the switch that turns them off. */

import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { onTicked } from "../../shared/ui.js";
import { KEYS, keysAreOn, switchKeys } from "../keys.js";

/** @param {{ page: import("../types").Desk, onClose: () => void }} props */
export function KeyList({ page, onClose }) {
  const { say } = page;
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [isOn, setOn] = useState(keysAreOn);
  useEffect(() => dialog.current?.showModal(), []);
  const turn = (/** @type {boolean} */ on) => {
    switchKeys(on);
    setOn(on);
  };
  return html`<dialog class="card key-list" ref=${dialog} aria-labelledby="keys" onClose=${onClose}>
    <h2 id="keys">${say("keys.title")}</h2>
    <dl>${KEYS.map(([key, word]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${say(word)}</dd></div>`)}</dl>
    <label class="switch"><input type="checkbox" role="switch" autocomplete="off" checked=${isOn} onChange=${onTicked(turn)} /><span>${say("keys.on")}</span></label>
    <form method="dialog"><button class="button">${say("keys.close")}</button></form>
  </dialog>`;
}
