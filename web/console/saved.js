// @ts-check
/** Views that an officer saved in this browser: names and filters, nothing of a case. */

const NAME = "jianfu-views";

/** @returns {{ id: string, name: string, filters: Record<string, any> }[]} */
export function savedViews() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** @param {{ id: string, name: string, filters: Record<string, any> }[]} views */
export function saveViews(views) {
  try {
    localStorage.setItem(NAME, JSON.stringify(views));
  } catch {
    // they are there until the page is closed
  }
}
