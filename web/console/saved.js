// @ts-check
/** Views that an officer saved in this browser, and the one chosen last: names and filters, nothing of a case. */

const NAME = "jianfu-views";
const LAST = "jianfu-view";

/** @typedef {{ id: string, name: string, filters: import("./types").Filters }} View */

/** @returns {View[]} */
export function savedViews() {
  const kept = read(NAME);
  return Array.isArray(kept) ? kept : [];
}

/** @param {View[]} views */
export function saveViews(views) {
  write(NAME, views);
}

/** The id of the view that was chosen last. @returns {string | null} */
export function lastView() {
  const id = read(LAST);
  return typeof id === "string" ? id : null;
}

/** @param {string} id */
export function noteView(id) {
  write(LAST, id);
}

/** @param {string} name @returns {unknown} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} value */
function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // it is there until the page is closed
  }
}
