// @ts-check
/** Quick exit: a plain page instead of this one, and no step of the report in the browser's history of this tab. */

const PLAIN = "/notes";
const LEFT = "notes"; // random numbers of drafts, which say nothing but how many there are

/** Count the steps, so that all of them can be gone back at once. */
export function countStep() {
  if (history.state?.at === undefined) history.replaceState({ at: steps }, "");
  steps = history.state.at + 1;
}

let steps = 0;

/** One step further on the same screen, so that one step back undoes it; nothing of what was chosen stands there. */
export function goDeeper() {
  const at = (history.state?.at ?? 0) + 1;
  history.pushState({ at, depth: depth() + 1 }, "");
  steps = at + 1;
}

/** How far one is on this screen. */
export function depth() {
  return history.state?.depth ?? 0;
}

/** Away from here, now. What is kept under `ids` is not shown again before somebody asks for it. @param {string[]} ids */
export function leave(ids) {
  document.body.hidden = true;
  tried(() => localStorage.setItem(LEFT, ids.join()));
  const at = history.state?.at ?? 0;
  if (at === 0) return vanish();
  addEventListener("popstate", vanish, { once: true });
  history.go(-at);
}

/** Both entries that stay are the plain page; what lay before them in this tab is cut off. */
function vanish() {
  document.body.replaceChildren();
  history.replaceState(null, "", PLAIN);
  history.pushState(null, "", PLAIN);
  location.reload();
}

/** What was left in a hurry. @returns {string[]} ids */
export function leftBehind() {
  return tried(() => localStorage.getItem(LEFT))?.split(",") ?? [];
}

/** It may be shown again, or is no more. */
export function forgetLeaving() {
  tried(() => localStorage.removeItem(LEFT));
}

/** Without storage nothing is hidden. @template T @param {() => T} act @returns {T | null} */
function tried(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
