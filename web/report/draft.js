// @ts-check
/** What the reporter is about to say. */

import { newKey } from "../shared/fresh_key.js";

/**
 * @typedef {{ division_code: string, full_name: string, path?: import("./places.js").Division[] }} ChosenDivision `path`: how it was chosen
 * @typedef {{ kind: "school" | "institution" | "named", id: string | null, name: string }} ChosenTarget
 * @typedef {{ id: string, name: string, type: string, size: number, state: "waiting" | "sent" | "refused" | "lost",
 *   url: string | null, why: string, isBare: boolean, isKept: boolean }} ChosenFile `isBare`: the phone took out what it tells; `isKept`: in the vault, too, so that it outlives the page
 * @typedef {{ id: string, key: string, screen: string, safety: boolean, category: string | null, place: ChosenDivision | null,
 *   target: ChosenTarget | null, avoid_local_office: boolean, answers: Record<string, any>, text: string, reporter_role: string | null, files: ChosenFile[],
 *   isQueued: boolean, filed: import("api").FiledOut | null, isDone: boolean, turn: number }} Draft `screen` is where it was left; `isQueued`: to be sent as soon as there is a
 *   network; `filed`: the service's answer, kept until the
 *   reporter has the receipt and the files are sent; `isDone`: nothing is left but to send them;
 *   `turn`: the higher, the later it was at hand; no clock, for a phone's may be wrong
 */

/** @returns {Draft} */
export function emptyDraft() {
  return {
    ...{ id: newKey(), key: newKey(), screen: "about", safety: false, category: null, place: null, target: null, avoid_local_office: false },
    ...{ answers: {}, text: "", reporter_role: null, files: [], isQueued: false, filed: null, isDone: false, turn: 0 },
  };
}

/** Somebody who only looked around left nothing. @param {Draft} draft */
export function isBegun(draft) {
  return draft.category !== null;
}
