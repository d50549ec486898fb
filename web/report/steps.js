// @ts-check
/**
 * The steps of this tab. Which screen is shown stands in the state of a step, never in the address: addresses stay for
 * months in a list that whoever holds the phone can read, and every step here has the same one.
 */

import { useEffect, useState } from "../shared/html.js";

/** What an address may say, since it is opened by others than this page. The number says nothing to who reads the list. */
const NAMED = /** @type {Record<string, string>} */ ({ 1: "news" });
const STEP = "step";

let steps = 0;

/**
 * The screen of this step. An address that names one, as an old bookmark does, is made the plain one.
 * @param {boolean} isAfresh somebody has asked for the address itself, and does not come back to a step
 */
function here(isAfresh = false) {
  const { at = steps, screen = "", depth = 0 } = history.state ?? {};
  const named = location.hash.replace(/^#\/?/, "");
  const now = location.hash || isAfresh ? { at, screen: NAMED[named] ?? named } : { at, screen, depth };
  history.replaceState(now, "", location.pathname + location.search);
  steps = at + 1;
  return now.screen;
}

/** @type {import("./types").Go} */
export function go(screen) {
  if (screen === history.state?.screen) return;
  history.pushState({ at: steps, screen }, "");
  dispatchEvent(new Event(STEP));
}

/** One step further on the same screen, so that one step back undoes it; nothing of what was chosen stands there. */
export function goDeeper() {
  history.pushState({ ...history.state, at: steps, depth: depth() + 1 }, "");
  steps += 1;
}

/** How far one is on this screen. */
export function depth() {
  return history.state?.depth ?? 0;
}

/** Not reloaded, gone back to, or brought back by the browser. */
function isAfresh() {
  const [entry] = performance.getEntriesByType?.("navigation") ?? [];
  return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type === "navigate";
}

/** How many steps of this tab lie behind. */
export function stepsBehind() {
  return history.state?.at ?? 0;
}

/**
 * The screen that is shown, and how often one came to another.
 * @returns {{ screen: string, visits: number }}
 */
export function useSteps() {
  const [now, setNow] = useState(() => ({ screen: here(isAfresh()), visits: 0 }));
  useEffect(() => {
    history.scrollRestoration = "manual"; // every screen begins at its top
    const turn = () => {
      const screen = here();
      setNow((before) => (before.screen === screen ? before : { screen, visits: before.visits + 1 }));
    };
    const events = [STEP, "popstate", "hashchange"];
    for (const event of events) addEventListener(event, turn);
    turn(); // what happened before anybody listened
    document.addEventListener("click", goWhereLinked);
    return () => {
      for (const event of events) removeEventListener(event, turn);
      document.removeEventListener("click", goWhereLinked);
    };
  }, []);
  useEffect(() => scrollTo(0, 0), [now.visits]);
  return now;
}

/** Links lead to screens as well; one that is opened in a tab of its own begins there. @param {MouseEvent} event */
function goWhereLinked(event) {
  const link = /** @type {HTMLElement} */ (event.target).closest?.("a");
  const to = link?.getAttribute("href") ?? "";
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || !to.startsWith("#/")) return;
  event.preventDefault();
  go(to.slice(2));
}
