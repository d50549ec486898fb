// @ts-check
/** Numbers that the service counts only so far: where it stopped, there may be more. */

const COUNTED = 99; // the service counts no further

/** @param {number} count @returns {string} */
export function counted(count) {
  return count < COUNTED ? String(count) : `${COUNTED}+`;
}
