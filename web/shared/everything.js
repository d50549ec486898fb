// @ts-check
/** A list that comes in parts, as a whole. */

const MOST_PARTS = 60;

/** @typedef {(method: string, path: string, sending: object) => Promise<any>} Call */

/**
 * @param {Call} call
 * @param {string} path
 * @returns {Promise<any[]>}
 */
export async function everything(call, path) {
  return (await wholeOf(call, path, {})).items;
}

/**
 * The first answer, with the items of all parts.
 * @param {Call} call
 * @param {string} path
 * @param {Record<string, string>} query
 * @returns {Promise<any>}
 */
export async function wholeOf(call, path, query) {
  const { data: first } = await call("GET", path, { query: { ...query, limit: 100 } });
  const items = [...first.items];
  let cursor = first.next_cursor;
  for (let part = 1; cursor && part < MOST_PARTS; part += 1) {
    const { data } = await call("GET", path, { query: { ...query, cursor, limit: 100 } });
    items.push(...data.items);
    cursor = data.next_cursor;
  }
  return { ...first, items };
}
