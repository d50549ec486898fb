// @ts-check
/** What a reporter may do with an answer, or with the whole report: the service says which of it is open now. */

import { ask } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Group, Notice, onTicked, Options, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText } from "../../shared/words.js";

/**
 * @typedef {import("../types").MineProps} MineProps
 * @typedef {MineProps & { send: (path: string, body?: object) => Promise<any>, onGone: () => void }} PartProps
 */

/** `onGone` when the report is no more. @param {MineProps & { onGone: () => void }} props */
export function Afterwards({ page, mine, receipt, onChanged, onGone }) {
  const may = (/** @type {string} */ event) => mine.allowed_events.includes(event);
  /** @type {PartProps["send"]} */
  const send = (path, body) => ask("POST", `/reports/mine/${path}`, { locale: page.locale, headers: { Authorization: `Receipt ${receipt}` }, body });
  const part = { page, mine, send, onChanged };
  return html`
    ${may("consent") && html`<${Consent} ...${part} />`}
    ${may("rate") && html`<${Rating} ...${part} />`}
    ${may("appeal") && html`<${Appeal} ...${part} />`}
    ${may("withdraw") && html`<${Withdrawal} ...${part} onGone=${onGone} />`}`;
}

/** May the case go down to the local office, which was avoided until now? @param {PartProps} props */
function Consent({ page, mine, send, onChanged }) {
  const [agree, setAgree] = useState(/** @type {boolean | null} */ (null));
  const { problem, isBusy, submit } = useSending(async () => {
    await send("consent", { agree });
    await onChanged();
  });
  return html`<form class="talk is-asked" onSubmit=${submit} novalidate>
    <h2>${page.say("consent.title")}</h2>
    <p>${page.say("consent.text", { office: mine.consent?.office.name ?? "" })}</p>
    <${Group} label=${page.say("consent.label")} faults=${problem?.about("agree") ?? []}>
      <${Options} options=${[true, false].map((value) => ({ value, label: page.say(value ? "consent.yes" : "consent.no") }))} chosen=${agree} onChoose=${setAgree} />
    <//>
    <${ProblemNotice} problem=${problem} page=${page} shown=${["agree"]} />
    <button class="button button-main" disabled=${isBusy}>${page.say("consent.send")}</button>
  </form>`;
}

/** @param {PartProps} props */
function Rating({ page, mine, send, onChanged }) {
  const [solved, setSolved] = useState(mine.rating?.solved ?? null);
  const [score, setScore] = useState(mine.rating?.score ?? null);
  const { problem, isBusy, submit } = useSending(async () => {
    await send("rating", { solved, score });
    await onChanged();
  });
  return html`<details class="after" open=${!mine.rating || null}><summary>${page.say(mine.rating ? "rating.change" : "rating.title")}</summary>
    <form onSubmit=${submit} novalidate>
      <${Group} label=${page.say("rating.solved")} faults=${problem?.about("solved") ?? []}>
        <${Options} options=${[true, false].map((value) => ({ value, label: page.say(value ? "yes" : "no") }))} chosen=${solved} onChoose=${setSolved} short />
      <//>
      <${Group} label=${page.say("rating.score")} faults=${problem?.about("score") ?? []}>
        <${Options} options=${page.vocabulary.scores.map(({ value, label }) => ({ value: Number(value), label }))} chosen=${score} onChoose=${setScore} short />
      <//>
      <${ProblemNotice} problem=${problem} page=${page} shown=${["solved", "score"]} />
      <button class="button" disabled=${isBusy}>${page.say("rating.send")}</button>
      <p class="help" role="status">${mine.rating && page.say("rating.thanks")}</p>
    </form>
  </details>`;
}

/** @param {PartProps} props */
function Appeal({ page, mine, send, onChanged }) {
  const [reason, setReason] = useState("");
  const { problem, isBusy, submit } = useSending(async () => {
    await send("appeal", { reason });
    await onChanged();
  });
  return html`<details class="after"><summary>${page.say("appeal.title")}</summary>
    <form onSubmit=${submit} novalidate>
      ${mine.appeal_until && html`<p>${page.say("appeal.text", { day: dayText(mine.appeal_until, page.locale) })}</p>`}
      <${LongText} page=${page} label=${page.say("appeal.label")} help=${page.say("words.no_names")} faults=${problem?.about("reason") ?? []}
        longest=${page.vocabulary.text_limits.message} rows="4" value=${reason} onInput=${setReason} />
      <${ProblemNotice} problem=${problem} page=${page} shown=${["reason"]} />
      <button class="button" disabled=${isBusy}>${page.say("appeal.send")}</button>
    </form>
  </details>`;
}

/** @param {PartProps} props */
function Withdrawal({ page, send, onGone }) {
  const [isSure, setSure] = useState(false);
  const { problem, isBusy, submit } = useSending(async () => {
    await send("withdrawal");
    onGone();
  });
  return html`<details class="after"><summary>${page.say("withdrawal.title")}</summary>
    <form onSubmit=${submit} novalidate>
      <${Notice} kind="warn"><p>${page.say("withdrawal.text")}</p><//>
      <label class="switch"><input type="checkbox" autocomplete="off" checked=${isSure} onChange=${onTicked(setSure)} /><span>${page.say("withdrawal.sure")}</span></label>
      <${ProblemNotice} problem=${problem} page=${page} />
      <button class="button button-alarm" disabled=${isBusy || !isSure}>${page.say("withdrawal.send")}</button>
    </form>
  </details>`;
}
