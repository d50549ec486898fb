// @ts-check
/** From page to page of a list, and back: a cursor leads on only, so where one was is remembered. */

import { html } from "../../shared/html.js";

/** @typedef {{ cursor: string | null, before: (string | null)[] }} Place a page by its cursor, and those before it */

/** @type {Place} */
export const FIRST = { cursor: null, before: [] };

/** @param {{ place: Place, next: string | null | undefined, onGo: (place: Place) => void, page: import("../types").Desk }} props */
export function Pager({ place: { cursor, before }, next, onGo, page }) {
  return html`<div class="pager">
    ${before.length > 0 && html`<button type="button" class="button" onClick=${() => onGo({ cursor: before.at(-1) ?? null, before: before.slice(0, -1) })}>${page.say("queue.back")}</button>`}
    ${next && html`<button type="button" class="button" onClick=${() => onGo({ cursor: next, before: [...before, cursor] })}>${page.say("queue.more")}</button>`}
  </div>`;
}
