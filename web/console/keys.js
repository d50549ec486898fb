// @ts-check
/** Single keys: never while one types, and not at all for whoever has switched them off (WCAG 2.1.4). */

import { useEffect, useRef } from "../shared/html.js";

const NAME = "jianfu-keys";
const TYPING = "input, textarea, select, dialog, [contenteditable]";

/** The keys and the words that say what they do, in the order in which they are listed. */
export const KEYS = [
  ["j ↓", "keys.down"], ["k ↑", "keys.up"], ["Enter", "keys.open"], ["x", "keys.choose"], ["1 … 9", "keys.view"], ["/", "keys.filters"], ["f", "keys.look_up"],
  ["n", "keys.next"], ["p", "keys.previous"], ["a", "keys.act"], ["u", "keys.back"], ["?", "keys.help"],
];

export function keysAreOn() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} on */
export function switchKeys(on) {
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // they stay as they are
  }
}

/**
 * What single keys do while a part is on the page; arrows are no single keys and stay on.
 * @param {Record<string, (event: KeyboardEvent) => void>} acts by key
 */
export function useKeys(acts) {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const press = (/** @type {KeyboardEvent} */ event) => {
      const act = latest.current[event.key];
      const target = /** @type {Element} */ (event.target);
      if (!act || event.ctrlKey || event.metaKey || event.altKey || target.closest?.(TYPING)) return;
      if (document.querySelector("dialog[open]") || (!event.key.startsWith("Arrow") && !keysAreOn())) return;
      event.preventDefault();
      act(event);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
