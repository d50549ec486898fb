// @ts-check
/** Schools and institutions of a place alike: what a report may be about is not for a page to say. */

/**
 * @typedef {{ kind: "school" | "institution", id: string, name: string }} Target
 * @param {(method: string, path: string, sending: object) => Promise<any>} call
 * @param {string} division_code
 * @param {string} q part of the name
 * @returns {Promise<Target[]>}
 */
export async function findTargets(call, division_code, q) {
  const query = { division_code, q };
  const [schools, institutions] = await Promise.all([call("GET", "/schools", { query }), call("GET", "/institutions", { query })]);
  return [...named(schools, "school"), ...named(institutions, "institution")];
}

/** @param {any} answer @param {"school" | "institution"} kind @returns {Target[]} */
function named(answer, kind) {
  return answer.data.items.map((/** @type {any} */ { id, name }) => ({ kind, id, name }));
}
