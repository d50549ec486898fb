// @ts-check
/** What was typed outlives its screen, in the memory of the desk: a session that ends takes the screen away, not that. */

import { useState } from "../shared/html.js";

/**
 * Like `useState`; `name` is the form's and the field's own. What is `first` again is forgotten.
 * @template T
 * @param {import("./desk.js").Desk} desk
 * @param {string} name
 * @param {T} first
 * @returns {[T, (value: T) => void]}
 */
export function useKept(desk, name, first) {
  const [value, setValue] = useState(/** @type {T} */ (desk.typed.has(name) ? desk.typed.get(name) : first));
  const keep = (/** @type {T} */ next) => {
    if (next === first) desk.typed.delete(name);
    else desk.typed.set(name, next);
    setValue(next);
  };
  return [value, keep];
}

/** Whether something of a form was typed and not sent. @param {import("./desk.js").Desk} desk @param {string} form */
export function isKept(desk, form) {
  return [...desk.typed.keys()].some((name) => name.startsWith(`${form} `));
}

/** What was typed into a form was sent. @param {import("./desk.js").Desk} desk @param {string} form */
export function forget(desk, form) {
  for (const name of [...desk.typed.keys()].filter((one) => one.startsWith(`${form} `))) desk.typed.delete(name);
}
