// @ts-check
/** How a draft is put for the service; the first screen has no need of it. */

import { answersToSend } from "../shared/form.js";

/** @typedef {import("./draft.js").Draft} Draft */

/**
 * The form of a draft that is begun.
 * @param {Draft} draft
 * @param {import("api").CategoryOut[]} categories
 */
export function categoryOf(draft, categories) {
  return /** @type {import("api").CategoryOut} */ (categories.find((one) => one.id === draft.category));
}

/**
 * The part of a report that the rules look at.
 * @param {Draft} draft
 * @param {import("api").CategoryOut[]} categories
 */
export function complaintOf(draft, categories) {
  return {
    category: draft.category,
    place: placeOf(draft),
    answers: answersToSend(categoryOf(draft, categories).questions, draft.answers),
  };
}

/**
 * A report as `POST /reports` takes it, but for the proof of work.
 * @param {Draft} draft
 * @param {import("api").CategoryOut[]} categories
 */
export function reportOf(draft, categories) {
  const { text, reporter_role, safety, avoid_local_office = false } = draft;
  return { ...complaintOf(draft, categories), text: text.trim(), reporter_role, safety, avoid_local_office };
}

/**
 * Whether the own words may tell of danger: the service has the list, the reporter decides.
 * @param {Draft} draft
 * @param {string[]} words
 */
export function maybeDanger(draft, words) {
  const said = [draft.text, ...Object.values(draft.answers).filter((answer) => typeof answer === "string")].join("\n").toLowerCase();
  return !draft.safety && words.some((word) => said.includes(word));
}

/** @param {Draft} draft */
function placeOf({ place, target }) {
  const where = { division_code: place?.division_code };
  if (target?.kind === "school") return { ...where, school_id: target.id };
  if (target?.kind === "institution") return { ...where, institution_id: target.id };
  return target?.name ? { ...where, target_name: target.name } : where;
}
