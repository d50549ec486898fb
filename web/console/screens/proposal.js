// @ts-check
/** The answer that waits for a second person. */

import { html } from "../../shared/html.js";
import { Notice } from "../../shared/ui.js";
import { dayText, labelOf } from "../../shared/words.js";
import { Details } from "./details.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").HistoryLineOut} Line
 */

/** What is proposed, word by word; from above only once the case is open. @param {{ proposal: Line, page: Desk }} props */
export function Proposed({ proposal, page }) {
  if (!proposal.proposed) return html`<p>${page.say("case.open_to_approve")}</p>`;
  const what = labelOf(page.vocabulary.events, proposal.proposed);
  const outcome = proposal.outcome && ` · ${labelOf(page.vocabulary.outcomes, proposal.outcome)}`;
  return html`<p><b>${what}${outcome}</b></p><${Details} line=${proposal} page=${page} />`;
}

/** That an answer waits, on top of the case. @param {{ opened: import("../types").Opened, page: Desk }} props */
export function Waits({ opened, page }) {
  const { proposal } = opened;
  if (!proposal) return null;
  const title = page.say("case.waits_for_approval", { by: proposal.by ?? page.say("case.someone"), day: dayText(proposal.on, page.locale) });
  return html`<${Notice} kind="warn" title=${title}><${Proposed} proposal=${proposal} page=${page} /><//>`;
}
