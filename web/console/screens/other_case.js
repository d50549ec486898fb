// @ts-check
/** Another case, named beside the one that is open. */

import { html } from "../../shared/html.js";
import { labelOf, listed } from "../../shared/words.js";

/** @param {{ other: import("api").CaseItemOut, about: string, page: import("../types").Desk }} props */
export function OtherCase({ other, about, page: { locale, vocabulary } }) {
  return html`<a href=${`#/cases/${other.id}`}>${listed(other.references, locale, "narrow")}</a> <span class="badge badge-status">${labelOf(vocabulary.statuses, other.status)}</span>
    <p class="help">${about}</p>`;
}
