// @ts-check
/** Quick exit: a plain page instead of this one, and no step of the report in the browser's history of this tab. */

import { stepsBehind } from "./steps.js";

const PLAIN = "/notes";
const PATIENCE_MS = 5000; // a slow phone writes slowly, and what it has not written it would show again

let isLeaving = false;

/** The browser asks before this page is closed, but for the quick exit. @returns {() => void} ends it */
export function holdBack() {
  const hold = (/** @type {Event} */ event) => isLeaving || event.preventDefault();
  addEventListener("beforeunload", hold);
  return () => removeEventListener("beforeunload", hold);
}

/**
 * Away from here, now: what is seen is the plain page, and the browser is there as soon as `hide` is done.
 * @param {() => Promise<void>} hide sees to it that what is kept is not shown again before somebody asks for it
 */
export async function leave(hide) {
  isLeaving = true;
  document.body.replaceChildren(plainPage());
  await Promise.race([hide().catch(() => null), new Promise((later) => setTimeout(later, PATIENCE_MS))]);
  const at = stepsBehind();
  if (at === 0) return vanish();
  addEventListener("popstate", vanish, { once: true });
  return history.go(-at);
}

/** Looks like notes.html, which takes its place. */
function plainPage() {
  const main = Object.assign(document.createElement("main"), { className: "column" });
  const heading = Object.assign(document.createElement("h1"), { textContent: document.title });
  const field = Object.assign(document.createElement("textarea"), { rows: 16, ariaLabel: document.title, autocomplete: "off" });
  main.append(heading, field);
  return main;
}

/** Both entries that stay are the plain page; what lay before them in this tab is cut off. */
function vanish() {
  history.replaceState(null, "", PLAIN);
  history.pushState(null, "", PLAIN);
  location.reload();
}
