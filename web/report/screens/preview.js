// @ts-check
/** What the officer will see; then send. */

import { ask, asProblem } from "../../shared/api.js";
import { shownQuestions } from "../../shared/form.js";
import { html, useEffect, useMemo, useState } from "../../shared/html.js";
import { receiptOf } from "../../shared/receipt.js";
import { Findings } from "../../shared/said.js";
import { Heading, Notice, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, labelOf, listed, weekdayText } from "../../shared/words.js";
import { categoryOf, complaintOf, maybeDanger } from "../complaint.js";
import { kindsIn, piecesOf } from "../identifying.js";
import { PreparedWork, send } from "../sending.js";
import { Lines } from "./start.js";

/**
 * @typedef {import("../types").PhonePage} PhonePage
 * @typedef {import("../draft.js").Draft} Draft
 * @typedef {import("../../shared/api.js").Problem} Problem
 * @typedef {{ page: PhonePage, draft: Draft }} Shown
 */

/** @param {import("../types").ScreenProps} props */
export function Preview({ page, drafts, go }) {
  const { draft, change } = drafts;
  const work = useMemo(() => new PreparedWork(page.locale), []);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const file = async () => {
    setSending(true);
    setProblem(null);
    try {
      change({ filed: await send(draft, page.categories, work), screen: "receipt" });
      go("receipt");
    } catch (refusal) {
      setProblem(asProblem(refusal));
      setSending(false);
    }
  };
  const wait = () => {
    change({ isQueued: true, screen: "queued" });
    go("queued");
  };
  return html`<section>
    <${Heading}>${page.say("preview.title")}<//>
    <p class="lead">${page.say("preview.lead")}</p>
    ${maybeDanger(draft, page.vocabulary.danger_words) && html`<${Danger} page=${page} onYes=${() => change({ safety: true })} />`}
    <${Identifying} page=${page} draft=${draft} />
    <${Said} page=${page} draft=${draft} />
    <${Likely} page=${page} draft=${draft} />
    <${Notice}><p>${page.say("preview.not_stored")}</p><//>
    ${problem && html`<${NotSent} problem=${problem} page=${page} draft=${draft} />`}
    <div class="stack">
      <button type="button" class="button button-main" disabled=${isSending} onClick=${file}>${page.say(isSending ? "preview.sending" : "preview.send")}</button>
    </div>
    ${problem?.code === "offline" && html`<p><button type="button" class="button" onClick=${wait}>${page.say("preview.wait")}</button></p>`}
    <p class="sr-only" role="status">${isSending ? page.say("preview.sending") : ""}</p>
  </section>`;
}

/** The own words may tell of danger: ask again, with the numbers to call. @param {{ page: PhonePage, onYes: () => void }} props */
function Danger({ page, onYes }) {
  return html`<${Notice} kind="warn" title=${page.say("start.danger")}>
    <${Lines} page=${page} />
    <button type="button" class="button button-alarm" onClick=${onYes}>${page.say("preview.danger_yes")}</button>
  <//>`;
}

/** What may tell who somebody is: marked below, and said above. The reporter decides. @param {Shown} props */
function Identifying({ page, draft }) {
  const texts = [draft.text, draft.target?.kind === "named" ? draft.target.name : "", ...Object.values(draft.answers)];
  const kinds = kindsIn(texts.filter((text) => typeof text === "string"), page.vocabulary.identifying_patterns);
  if (kinds.length === 0) return null;
  return html`<${Notice} kind="warn" title=${page.say("preview.identifying", { kinds: listed(kinds, page.locale) })}><p>${page.say("preview.identifying_help")}</p><//>`;
}

/** @param {Shown} props */
function Said({ page, draft }) {
  const category = categoryOf(draft, page.categories);
  const answered = shownQuestions(category.questions, draft.answers).map((question) => ({ question, lines: linesOf(question, draft.answers[question.id], page) }));
  return html`<dl class="said card">
    ${draft.safety && html`<${Line} label=${page.say("preview.safety")} lines=${[page.say("preview.safety_yes")]} page=${page} />`}
    <${Line} label=${page.say("preview.about")} lines=${[category.name]} to="about" page=${page} />
    <${Line} label=${page.say("preview.where")} lines=${[draft.place?.full_name, draft.target?.name].filter(Boolean)} to="where" page=${page} />
    ${draft.avoid_local_office && html`<${Line} label=${page.say("preview.avoid")} lines=${[page.say("preview.avoid_yes")]} to="where" page=${page} />`}
    ${answered.filter(({ lines }) => lines.length > 0).map(({ question, lines }) => html`<${Line} key=${question.id} label=${question.label} lines=${lines} to="questions" page=${page} />`)}
    <${Line} label=${page.say("words.label")} lines=${[draft.text.trim() || page.say("preview.nothing")]} to="words" page=${page} />
    ${draft.files.length > 0 && html`<${Line} label=${page.say("files.title")} lines=${draft.files.map((file) => file.name)} to="words" page=${page} />`}
    ${draft.reporter_role && html`<${Line} label=${page.say("words.role")} lines=${[labelOf(page.vocabulary.reporter_roles, draft.reporter_role)]} to="words" page=${page} />`}
  </dl>`;
}

/** @param {{ label: string, lines: string[], page: PhonePage, to?: string | null }} props */
function Line({ label, lines, page, to = null }) {
  return html`<div class="said-line">
    <dt>${label}</dt>
    ${lines.map((line) => html`<dd class="prose">${piecesOf(line, page.vocabulary.identifying_patterns).map(({ text, label }) => (label ? html`<mark title=${label}>${text}</mark>` : text))}</dd>`)}
    ${to && html`<dd class="said-change"><a href=${`#/${to}`}>${page.say("change")}<span class="sr-only">${label}</span></a></dd>`}
  </div>`;
}

/** An answer as it reads. @param {import("../../shared/form.js").Question} question @param {any} answer @param {PhonePage} page */
function linesOf(question, answer, page) {
  if (answer === undefined || answer === null || answer === "") return [];
  const unit = question.unit_label ? ` ${question.unit_label}` : "";
  if (question.options) return [answer].flat().map((value) => labelOf(question.options, value));
  if (question.type === "boolean") return [page.say(answer ? "yes" : "no")];
  if (question.type === "date" && Date.parse(answer)) return [dayText(answer, page.locale)]; // a browser without dates lets anything be typed
  if (question.type !== "minutes_by_day") return [`${answer}${unit}`];
  return Object.entries(answer).filter(([, minutes]) => minutes !== "").map(([date, minutes]) => `${weekdayText(date, page.locale)} ${minutes}${unit}`);
}

/** @param {Shown} props */
function Likely({ page, draft }) {
  const found = useAnswer(/** @returns {Promise<import("api").FindingOut[]>} */ async () => (await ask("POST", "/findings", { locale: page.locale, body: complaintOf(draft, page.categories) })).data.findings, [page.locale]);
  return html`<div aria-live="polite">${found.data && html`<h2>${page.say("findings.title")}</h2><${Findings} findings=${found.data} page=${page} next=${page.say("findings.within_help")} />`}</div>`;
}

/** Whether it arrived may be unknown; the receipt comes from the key, so it can be shown all the same. @param {Shown & { problem: Problem }} props */
function NotSent({ problem, page, draft }) {
  const [receipt, setReceipt] = useState("");
  const mayHaveArrived = problem.status === 0 || problem.status >= 500 || problem.code === "conflict_other_body";
  useEffect(() => {
    if (mayHaveArrived) receiptOf(draft.key).then(setReceipt);
  }, [mayHaveArrived]);
  return html`<${ProblemNotice} problem=${problem} page=${page} />
    ${receipt && html`<${Notice} kind="warn"><p>${page.say("preview.maybe")}</p><p class="receipt-small">${receipt}</p><//>`}`;
}
