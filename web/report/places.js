// @ts-check
/** Divisions to choose from: by the service, or without a network by the list that the page keeps for such times. */

import { ask, asProblem } from "../shared/api.js";

const LIST = "/divisions.json";
const AT_MOST = 20;

/** @typedef {{ code: string, name: string, full_name: string, parent_code: string | null, reportable: boolean }} Division */

/**
 * Divisions below one, or by part of a name; throws Problem.
 * @param {string} locale
 * @param {{ q?: string, parent?: string }} query
 * @returns {Promise<Division[]>}
 */
export async function findDivisions(locale, query) {
  try {
    return (await ask("GET", "/divisions", { locale, query })).data.items;
  } catch (error) {
    if (asProblem(error).code !== "offline") throw error;
    const all = await keptDivisions().catch(() => null);
    if (!all) throw error;
    return query.q ? named(all, query.q) : below(all, query.parent);
  }
}

/** @returns {Promise<Division[]>} */
async function keptDivisions() {
  const { rows } = await (await fetch(LIST)).json(); // from the service worker, where there is one
  /** @type {Map<string, Division>} */
  const found = new Map();
  for (const [code, name, parent_code, reportable] of rows) {
    const above = found.get(parent_code)?.parent_code ? found.get(parent_code)?.full_name : "";
    found.set(code, { code, name, parent_code, reportable, full_name: above + name });
  }
  return [...found.values()];
}

/** @param {Division[]} all @param {string} [parent] by default the country */
function below(all, parent = all.find((one) => one.parent_code === null)?.code) {
  return all.filter((one) => one.parent_code === parent);
}

/** @param {Division[]} all @param {string} typed */
function named(all, typed) {
  const wanted = typed.replaceAll(/\s/g, "");
  const found = all.filter((one) => one.parent_code !== null && one.full_name.includes(wanted));
  return found.sort((one, other) => Number(other.name.startsWith(wanted)) - Number(one.name.startsWith(wanted))).slice(0, AT_MOST);
}
