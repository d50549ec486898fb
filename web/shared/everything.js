// @ts-check
/** A list that comes in parts, as a whole. */

const MOST_PARTS = 60;

/**
 * @param {(method: string, path: string, sending: object) => Promise<any>} call
 * @param {string} path
 * @returns {Promise<any[]>}
 */
export async function everything(call, path) {
  const items = [];
  let cursor = null;
  for (let part = 0; part < MOST_PARTS; part += 1) {
    const { data } = await call("GET", path, { query: { cursor, limit: 100 } });
    items.push(...data.items);
    cursor = data.next_cursor;
    if (!cursor) break;
  }
  return items;
}
