// @ts-check
/** What reporter and office say to each other. */

import { ask } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Messages } from "../../shared/said.js";
import { ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";

/** @param {import("../types").MineProps & { isAsked: boolean }} props */
export function Conversation({ page, mine, isAsked, receipt, onChanged }) {
  const [text, setText] = useState("");
  const [isSent, setSent] = useState(false);
  const { problem, isBusy, submit, forgive } = useSending(async () => {
    const headers = { Authorization: `Receipt ${receipt}` };
    await ask("POST", "/reports/mine/messages", { locale: page.locale, headers, body: { text } });
    setText("");
    setSent(true);
    await onChanged().catch(() => null); // it is sent, whatever becomes of looking again
  });
  const type = (/** @type {string} */ given) => {
    setText(given);
    setSent(false);
    forgive();
  };
  return html`<div class=${isAsked ? "talk is-asked" : "talk"}>
    <h2>${page.say("follow.messages")}</h2>
    ${mine.messages.length === 0 && html`<p class="help">${page.say("follow.no_messages")}</p>`}
    <${Messages} messages=${mine.messages} side="reporter" page=${page} />
    ${mine.allowed_events.includes("answer") && html`<form onSubmit=${submit} novalidate>
      <${LongText} page=${page} label=${page.say(isAsked ? "follow.answer" : "follow.add")} help=${page.say("words.no_names")} faults=${problem?.about("text") ?? []}
        longest=${page.vocabulary.text_limits.message} rows="3" value=${text} onInput=${type} />
      <${ProblemNotice} problem=${problem} page=${page} shown=${["text"]} />
      <button class=${isAsked ? "button button-main" : "button"} disabled=${isBusy}>${page.say("follow.send")}</button>
      <p class="help" role="status">${isSent ? page.say("follow.sent") : ""}</p>
    </form>`}
  </div>`;
}
