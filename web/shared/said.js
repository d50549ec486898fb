// @ts-check
/** What was said and found, as both pages show it: findings, messages, and what somebody else wrote within a line. */

import { html } from "./html.js";
import { Notice } from "./ui.js";
import { dayText, labelOf, seen } from "./words.js";

/**
 * @typedef {import("./ui.js").Page} Page
 * @typedef {import("api").FindingOut} Finding
 * @typedef {import("api").MessageOut} Message
 */

/**
 * Findings, the telling ones open, the others folded away; `next` is what one may do though nothing tells.
 * @param {{ findings: Finding[], page: Page, next?: string | null }} props
 */
export function Findings({ findings, page, next = null }) {
  const telling = findings.filter((finding) => finding.result === "suspected" || finding.result === "unclear");
  const others = findings.filter((finding) => !telling.includes(finding));
  return html`<div class="findings">
    ${telling.map((finding) => html`<${OneFinding} key=${finding.rule_id} finding=${finding} page=${page} />`)}
    ${telling.length === 0 && html`<${Notice} kind="good" title=${page.say("findings.within")}>${next && html`<p>${next}</p>`}<//>`}
    ${others.length > 0 &&
    html`<details><summary>${page.say("findings.others", { count: others.length })}</summary>
      ${others.map((finding) => html`<${OneFinding} key=${finding.rule_id} finding=${finding} page=${page} />`)}
    </details>`}
  </div>`;
}

/** @type {Record<string, string>} */
const KIND_OF_RESULT = { suspected: "warn", unclear: "plain", not_shown: "good" };

/** @param {{ finding: Finding, page: Page }} props */
function OneFinding({ finding, page }) {
  const { title, issuer, article } = finding.document;
  const source = [title, article].filter(Boolean).join(" · ");
  return html`<${Notice} kind=${KIND_OF_RESULT[finding.result] ?? "plain"} title=${labelOf(page.vocabulary.results, finding.result)}>
    <p>${finding.text}</p>
    <${Measured} finding=${finding} page=${page} />
    ${finding.working && html`<p class="help">${finding.working}</p>`}
    <p class="source">${source}${issuer && html`<br />${issuer}`}</p>
  <//>`;
}

/** @param {{ finding: Finding, page: Page }} props */
function Measured({ finding, page }) {
  const { limit, observed } = finding;
  const unit = typeof limit === "number" && finding.unit_label ? ` ${finding.unit_label}` : "";
  if ((limit ?? null) === null || (observed ?? null) === null) return null;
  return html`<p class="measured"><span>${page.say("findings.limit")} <b>${limit}${unit}</b></span>
    <span>${page.say("findings.observed")} <b>${observed}${unit}</b></span></p>`;
}

/** What somebody else wrote, within a line: it turns nothing around it. @param {{ text: string }} props */
export function Quoted({ text }) {
  return html`<bdi>${seen(text)}</bdi>`;
}

/** A receipt in its groups, large enough to copy by hand; what is copied with them has its dashes. @param {{ receipt: string }} props */
export function InGroups({ receipt }) {
  return html`${receipt.split("-").map((group, index) => html`${index > 0 && html`<span class="receipt-dash">-</span>`}<span class="receipt-group">${group}</span>`)}`;
}

/** A conversation; `side` is who is looking. @param {{ messages: Message[], side: "office" | "reporter", page: Page }} props */
export function Messages({ messages, side, page }) {
  return html`<ol class="messages">
    ${messages.map(
      (message) => html`<li key=${message.id} class=${message.sender === side ? "message is-mine" : "message"}>
        <p class="message-head">${page.say(`sender.${message.sender}`)} · ${dayText(message.on, page.locale)}
          ${message.ask && html` <span class="badge badge-ask">${page.say("asks")}</span>`}</p>
        <p class="prose">${seen(message.text)}</p>
      </li>`,
    )}
  </ol>`;
}
