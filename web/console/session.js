// @ts-check
/** Whether it is worth asking who is logged in: a bare mark, no secret. Without storage one logs in again. */

const MARK = "jianfu-desk";

export function mayHaveSession() {
  return tried(() => localStorage.getItem(MARK) !== null) ?? false;
}

export function noteSession() {
  tried(() => localStorage.setItem(MARK, "1"));
}

export function forgetSession() {
  tried(() => localStorage.removeItem(MARK));
}

/** @template T @param {() => T} act @returns {T | null} */
function tried(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
