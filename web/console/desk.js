// @ts-check
/** What a desk remembers until its person logs out, in memory alone: unsent text of each case, and where one was. */

/**
 * @typedef {{ open: string | null, typed: Record<string, any> }} Unsent
 * @typedef {{ asked: string, cursor: string | null, before: (string | null)[] }} Place a page of the queue
 * @typedef {{ unsent: Map<string, Unsent>, place: Place, query: import("./types").Filters, typed: Map<string, any>, shown: string[], next: string | null, read: string | null, recount: () => void }} Desk
 *   `typed`: what stands in other forms, by name; `shown`: the cases that the queue showed last, in order; `next`: its next page; `read`: the case read last;
 *   `recount`: asks anew how many reminders are unread
 */

/** @returns {Desk} */
export function newDesk() {
  return { unsent: new Map(), place: { asked: "", cursor: null, before: [] }, query: {}, typed: new Map(), shown: [], next: null, read: null, recount: () => undefined };
}

/**
 * Keep what was typed about a case, or forget it when there is nothing.
 * @param {Desk} desk
 * @param {string} caseId
 * @param {Unsent} unsent
 */
export function keepUnsent(desk, caseId, unsent) {
  const isEmpty = Object.values(unsent.typed).every((value) => !value || (typeof value === "string" && !value.trim()));
  if (isEmpty) desk.unsent.delete(caseId);
  else desk.unsent.set(caseId, unsent);
}

/**
 * The case before or after one, in the order in which the queue showed them; null at either end.
 * @param {Desk} desk
 * @param {string} caseId
 * @param {1 | -1} step
 * @param {import("./types").Call} call
 * @returns {Promise<string | null>}
 */
export async function neighbour(desk, caseId, step, call) {
  const at = desk.shown.indexOf(caseId);
  if (at < 0 || at + step < 0) return null;
  if (at + step >= desk.shown.length && desk.next) {
    const { data } = await call("GET", "/cases", { query: { ...desk.query, cursor: desk.next } });
    desk.shown.push(...data.items.map((/** @type {{ id: string }} */ item) => item.id));
    desk.next = data.next_cursor;
  }
  return desk.shown[at + step] ?? null;
}
