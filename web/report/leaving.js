// @ts-check
/** Quick exit: a plain page instead of this one, and no step of the report in the browser's history of this tab. */

const PLAIN = "/notes";
const PATIENCE_MS = 300;

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

/**
 * Away from here, now: nothing is seen any more, and the browser is elsewhere a moment later.
 * @param {() => Promise<void>} hide sees to it that what is kept is not shown again before somebody asks for it
 */
export async function leave(hide) {
  document.body.hidden = true;
  await Promise.race([hide().catch(() => null), new Promise((later) => setTimeout(later, PATIENCE_MS))]);
  const at = history.state?.at ?? 0;
  if (at === 0) return vanish();
  addEventListener("popstate", vanish, { once: true });
  return history.go(-at);
}

/** Both entries that stay are the plain page; what lay before them in this tab is cut off. */
function vanish() {
  document.body.replaceChildren();
  history.replaceState(null, "", PLAIN);
  history.pushState(null, "", PLAIN);
  location.reload();
}
