// @ts-check
/** Follow a report by its receipt. The receipt stays in memory and goes out in one header, nowhere else. */

import { ask, asProblem } from "../../shared/api.js";
import { html, useEffect, useState } from "../../shared/html.js";
import { FULL_LENGTH, parseReceipt, typedLength } from "../../shared/receipt.js";
import { Field, Findings, Heading, Messages, Notice, ProblemNotice } from "../../shared/ui.js";
import { dayText, labelOf } from "../../shared/words.js";

const MESSAGE_LONGEST = 2000;

export function Follow({ page, drafts }) {
  const { filed } = drafts.draft;
  const [receipt, setReceipt] = useState(null);
  const [mine, setMine] = useState(null);
  const open = async (code) => {
    const headers = { Authorization: `Receipt ${code}` };
    const { data, etag } = await ask("GET", "/reports/mine", { locale: page.locale, headers });
    setReceipt(code);
    setMine({ ...data, etag });
  };
  useEffect(() => {
    if (receipt) open(receipt).catch(() => null);
  }, [page.locale]);
  if (!mine) return html`<${Enter} page=${page} first=${filed?.receipt ?? ""} onOpen=${open} />`;
  const close = () => {
    setMine(null);
    setReceipt(null);
  };
  return html`<${Mine} page=${page} mine=${mine} receipt=${receipt} onChanged=${() => open(receipt)} onClose=${close} />`;
}

function Enter({ page, first, onOpen }) {
  const [typed, setTyped] = useState(first);
  const [fault, setFault] = useState(null);
  const [problem, setProblem] = useState(null);
  const look = async (event) => {
    event.preventDefault();
    const receipt = parseReceipt(typed);
    setProblem(null);
    setFault(receipt ? null : page.say(typedLength(typed) === FULL_LENGTH ? "follow.mistyped" : "follow.length", { count: typedLength(typed) }));
    if (receipt) await onOpen(receipt).catch((refusal) => setProblem(asProblem(refusal)));
  };
  return html`<form onSubmit=${look} novalidate>
    <${Heading}>${page.say("follow.title")}<//>
    <p class="lead">${page.say("follow.lead")}</p>
    <${Field} label=${page.say("follow.label")} help=${page.say("follow.help")} faults=${fault ? [fault] : []}>
      ${(bound) => html`<input ...${bound} class="receipt-input" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64"
        value=${typed} onInput=${(event) => { setTyped(event.target.value); setFault(null); }} />`}
    <//>
    <${ProblemNotice} problem=${problem} page=${page} />
    <div class="stack"><button class="button button-main">${page.say("follow.look")}</button></div>
  </form>`;
}

function Mine({ page, mine, receipt, onChanged, onClose }) {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && onChanged().catch(() => null), mine.poll_after_s * 1000);
    return () => clearInterval(timer);
  }, [receipt, mine.poll_after_s, page.locale]);
  const category = labelOf(page.vocabulary.categories, mine.category);
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
    </dl>
    ${!isAsked && talk}
    <h2>${page.say("findings.title")}</h2>
    <${Findings} findings=${mine.findings} page=${page} />
    <div class="stack">
      <button type="button" class="button" onClick=${() => onChanged().catch(() => null)}>${page.say("follow.refresh")}</button>
      <button type="button" class="button" onClick=${onClose}>${page.say("follow.close")}</button>
    </div>
  </section>`;
}

function Outcome({ mine, page }) {
  return html`<${Notice} kind="good" title=${mine.outcome ? page.say("follow.outcome", { outcome: labelOf(page.vocabulary.outcomes, mine.outcome) }) : page.say("follow.reply")}>
    <p class="prose public-reply">${mine.public_reply}</p>
  <//>`;
}

function Conversation({ page, mine, isAsked, receipt, onChanged }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState(null);
  const [isSent, setSent] = useState(false);
  const say = async (event) => {
    event.preventDefault();
    try {
      const headers = { Authorization: `Receipt ${receipt}` };
      await ask("POST", "/reports/mine/messages", { locale: page.locale, headers, body: { text } });
      setText("");
      setProblem(null);
      setSent(true);
      await onChanged();
    } catch (refusal) {
      setProblem(asProblem(refusal));
    }
  };
  return html`<div class=${isAsked ? "talk is-asked" : "talk"}>
    <h2>${page.say("follow.messages")}</h2>
    ${mine.messages.length === 0 && html`<p class="help">${page.say("follow.no_messages")}</p>`}
    <${Messages} messages=${mine.messages} side="reporter" page=${page} />
    <form onSubmit=${say} novalidate>
      <${Field} label=${page.say(isAsked ? "follow.answer" : "follow.add")} help=${page.say("words.no_names")} faults=${problem?.about?.("text") ?? []}>
        ${(bound) => html`<textarea ...${bound} rows="3" maxlength=${MESSAGE_LONGEST} value=${text}
          onInput=${(event) => { setText(event.target.value); setSent(false); }}></textarea>`}
      <//>
      <${ProblemNotice} problem=${problem} page=${page} shown=${["text"]} />
      <button class=${isAsked ? "button button-main" : "button"}>${page.say("follow.send")}</button>
      <p class="help" role="status">${isSent ? page.say("follow.sent") : ""}</p>
    </form>
  </div>`;
}
