// @ts-check
/** From case to case, in the order in which the queue showed them. */

import { html } from "../../shared/html.js";
import { neighbour } from "../desk.js";
import { useKeys } from "../keys.js";

/** Ways away from a case; where there is no further one they lead to the queue. @param {import("../types").Desk} page @param {string} caseId */
export function useTurning(page, caseId) {
  const { desk, call } = page;
  const at = desk.shown.indexOf(caseId);
  const turn = (/** @type {1 | -1} */ step) => async () => {
    const found = await neighbour(desk, caseId, step, call).catch(() => null);
    location.hash = found ? `#/cases/${found}` : "#/";
  };
  const turning = { isListed: at >= 0, isFirst: at === 0, next: turn(1), previous: turn(-1) };
  desk.read = caseId;
  useKeys({ n: turning.next, p: turning.previous, u: () => { location.hash = "#/"; } });
  return turning;
}

/** @param {{ turning: ReturnType<typeof useTurning>, page: import("../types").Desk }} props */
export function Turning({ turning, page }) {
  const { say } = page;
  return html`<nav class="case-back" aria-label=${say("case.turning")}><a href="#/" aria-keyshortcuts="u">‹ ${say("case.back")}</a>
    ${turning.isListed && html`<span class="case-turn">
      ${!turning.isFirst && html`<button type="button" class="link-button" aria-keyshortcuts="p" onClick=${turning.previous}>${say("case.previous")}</button>`}
      <button type="button" class="link-button" aria-keyshortcuts="n" onClick=${turning.next}>${say("case.next")}</button></span>`}
  </nav>`;
}
