// @ts-check
/** The view that was chosen last, in this browser; and views that it saved before the service kept them. */

const BEFORE = "jianfu-views";
const LAST = "jianfu-view";

/** @typedef {import("api").SavedViewOut} View */

/** What this browser saved itself, once; from now on the service keeps it. @returns {View[]} */
export function savedBefore() {
  const kept = read(BEFORE);
  return Array.isArray(kept) ? kept : [];
}

export function forgetBefore() {
  try {
    localStorage.removeItem(BEFORE);
  } catch {
    // then there is none
  }
}

/** The id of the view that was chosen last. @returns {string | null} */
export function lastView() {
  const id = read(LAST);
  return typeof id === "string" ? id : null;
}

/** @param {string} id */
export function noteView(id) {
  try {
    localStorage.setItem(LAST, JSON.stringify(id));
  } catch {
    // the queue opens with the usual one
  }
}

/** @param {string} name @returns {unknown} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}
