// @ts-check
/** Own words of any length: what is too much is said, and nothing that was typed or pasted is cut off. */

import { html } from "./html.js";
import { Field, onTyped } from "./ui.js";

const NEARLY = 0.9; // of the longest: from here on it is said how much is left

/**
 * How many characters the service will count: code points, spaces around the text left out.
 * @param {string} text
 */
export function lengthOf(text) {
  return [...text.trim()].length;
}

/**
 * Nothing is kept of it but by the page: a browser would write what stands in a field into its session, and may send
 * what it checks for spelling to its maker.
 * @param {{ page: import("./ui.js").Speech, label: string, longest: number, rows: number, value: string, onInput: (text: string) => void,
 *   help?: string | null, faults?: string[], optional?: string | null }} props
 */
export function LongText({ page, label, longest, rows, value, onInput, help = null, faults = [], optional = null }) {
  const over = lengthOf(value) - longest;
  const tooLong = [page.say("text.too_long", { longest, over })]; // the service would say the same, and not by how much
  return html`<${Field} label=${label} help=${help} optional=${optional} faults=${over > 0 ? tooLong : faults}>
    ${(/** @type {object} */ bound) => html`<textarea ...${bound} rows=${rows} autocomplete="off" spellcheck=${false} value=${value} onInput=${onTyped(onInput)}></textarea>
      ${over <= 0 && over > -longest * (1 - NEARLY) && html`<p class="help">${page.say("text.left", { left: 0 - over })}</p>`}`}
  <//>`;
}
