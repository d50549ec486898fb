// @ts-check
/** From page to page of a list, and back: a cursor leads on only, so where one was is remembered. */

import { html, useState } from "../../shared/html.js";
import { useAnswer } from "../../shared/use_answer.js";

/** @typedef {{ cursor: string | null, before: (string | null)[] }} Place a page by its cursor, and those before it */

/** @type {Place} */
export const FIRST = { cursor: null, before: [] };

/**
 * A list of which a page is shown, with the place of what is shown: while another is on its way, one goes on from there.
 * @template {object} T
 * @param {(cursor: string | null) => Promise<{ data: T }>} ask
 * @param {any[]} inputs what the question depends on beside the place; whoever changes it goes back to FIRST, for a cursor serves one question
 */
export function usePages(ask, inputs) {
  const [place, setPlace] = useState(FIRST);
  const found = useAnswer(/** @returns {Promise<T & { place: Place }>} */ async () => ({ ...(await ask(place.cursor)).data, place }), [...inputs, place]);
  return { ...found, setPlace };
}

/** @param {{ place: Place, next: string | null | undefined, onGo: (place: Place) => void, page: import("../types").Desk }} props */
export function Pager({ place: { cursor, before }, next, onGo, page }) {
  return html`<div class="pager">
    ${before.length > 0 && html`<button type="button" class="button" onClick=${() => onGo({ cursor: before.at(-1) ?? null, before: before.slice(0, -1) })}>${page.say("queue.back")}</button>`}
    ${next && html`<button type="button" class="button" onClick=${() => onGo({ cursor: next, before: [...before, cursor] })}>${page.say("queue.more")}</button>`}
  </div>`;
}

/** On through a list whose lines may go meanwhile: there is no page before, but the first.
 * @param {{ cursor: string | null, next: string | null | undefined, onGo: (cursor: string | null) => void, page: import("../types").Desk }} props
 */
export function Onward({ cursor, next, onGo, page }) {
  return html`<div class="act-buttons">
    ${cursor && html`<button type="button" class="button" onClick=${() => onGo(null)}>${page.say("registry.first")}</button>`}
    ${next && html`<button type="button" class="button" onClick=${() => onGo(next)}>${page.say("registry.more")}</button>`}
  </div>`;
}
