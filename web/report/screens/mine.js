// @ts-check
/** One report: where it stands, what came of it, and what its reporter may do now. */

import { html, useEffect } from "../../shared/html.js";
import { Findings } from "../../shared/said.js";
import { Heading, Notice, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText, labelOf, seen } from "../../shared/words.js";
import { onNews } from "../push.js";
import { Afterwards } from "./afterwards.js";
import { Conversation } from "./conversation.js";
import { KeptFiles, MoreFiles } from "./files.js";
import { Telling } from "./telling.js";

/** @param {import("../types").MineProps & { onClose: () => void, onGone: () => void }} props */
export function Mine({ page, mine, receipt, onChanged, onClose, onGone }) {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && onChanged().catch(() => null), mine.poll_after_s * 1000);
    return () => clearInterval(timer);
  }, [receipt, mine.poll_after_s, page.locale]);
  useEffect(() => onNews(() => onChanged().catch(() => null)), [receipt, page.locale]);
  const category = labelOf(page.vocabulary.categories, mine.category);
  const again = useSending(onChanged);
  const isAsked = mine.status === "awaiting_reporter";
  const talk = html`<${Conversation} key="talk" page=${page} mine=${mine} isAsked=${isAsked} receipt=${receipt} onChanged=${onChanged} />`;
  return html`<section>
    <${Heading}>${mine.status_text}<//>
    <p class="lead">${category} · ${page.say("follow.reference", { reference: mine.reference })}</p>
    ${mine.public_reply !== null && html`<${Outcome} mine=${mine} page=${page} />`}
    ${isAsked && talk}
    <h2>${page.say("follow.timeline")}</h2>
    <ol class="timeline">${mine.timeline.map((item) => html`<li><p class="timeline-day">${dayText(item.on, page.locale)}</p><p>${item.text}</p></li>`)}</ol>
    <dl class="facts card">
      <div><dt>${page.say("office")}</dt><dd>${mine.office.name}</dd><dd class="help">${mine.routing_reason.text}</dd></div>
      <div><dt>${page.say("receipt.due")}</dt><dd>${dayText(mine.due_on, page.locale)}</dd>
        ${mine.due_is_provisional && html`<dd class="help">${page.say("provisional")}</dd>`}</div>
      ${mine.kept_until && html`<div><dt>${page.say("follow.kept_until")}</dt><dd>${dayText(mine.kept_until, page.locale)}</dd><dd class="help">${page.say("follow.kept_until_help")}</dd></div>`}
    </dl>
    ${!isAsked && talk}
    ${mine.status !== "closed" && html`<${Telling} page=${page} receipt=${receipt} isSubscribed=${mine.subscribed} day=${mine.public_reply === null ? mine.due_on : null} onChanged=${onChanged} />`}
    <${KeptFiles} page=${page} mine=${mine} />
    ${mine.takes_evidence && html`<${MoreFiles} page=${page} mine=${mine} receipt=${receipt} onChanged=${onChanged} />`}
    <${Afterwards} page=${page} mine=${mine} receipt=${receipt} onChanged=${onChanged} onGone=${onGone} />
    <h2>${page.say("findings.title")}</h2>
    <${Findings} findings=${mine.findings} page=${page} />
    <${ProblemNotice} problem=${again.problem} page=${page} />
    <div class="stack">
      <button type="button" class="button" disabled=${again.isBusy} onClick=${again.submit}>${page.say("follow.refresh")}</button>
      <button type="button" class="button" onClick=${onClose}>${page.say("follow.close")}</button>
    </div>
  </section>`;
}

/** @param {Pick<import("../types").MineProps, "mine" | "page">} props */
function Outcome({ mine, page }) {
  return html`<${Notice} title=${mine.outcome ? page.say("follow.outcome", { outcome: labelOf(page.vocabulary.outcomes, mine.outcome) }) : page.say("follow.reply")}>
    <p class="prose public-reply">${seen(mine.public_reply ?? "")}</p>
    ${mine.action_texts.map((text) => html`<p key=${text}>${text}</p>`)}
    ${mine.recheck_on && html`<p>${page.say("follow.recheck_on", { day: dayText(mine.recheck_on, page.locale) })}</p>`}
  <//>`;
}
