// @ts-check
/** The questions of the form, and what the rules make of the answers so far. */

import { ask, asProblem } from "../../shared/api.js";
import { inTwoParts, isComplete, shownQuestions } from "../../shared/form.js";
import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { QuestionField } from "../../shared/question.js";
import { Findings } from "../../shared/said.js";
import { Heading, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { complaintOf } from "../complaint.js";

/**
 * @typedef {import("../../shared/form.js").Question} Question
 * @typedef {import("../types").PhonePage} PhonePage
 * @typedef {import("../draft.js").Draft} Draft
 * @typedef {{ shown: Question[], draft: Draft, refused: import("../../shared/api.js").Problem | null, page: PhonePage,
 *   onAnswer: (id: string) => (given: any) => void, children: any }} Asking
 */

const PAUSE_MS = 600;

/** @param {import("../types").ScreenProps} props */
export function Questions({ page, drafts: { draft, change }, isLarge, go }) {
  const questions = page.categories.find((one) => one.id === draft.category)?.questions ?? [];
  const [refused, setRefused] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null));
  const shown = shownQuestions(questions, draft.answers);
  const answer = (/** @type {string} */ id) => (/** @type {any} */ given) => {
    setRefused(null);
    change({ answers: { ...draft.answers, [id]: given } });
  };
  const goOn = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await findingsOf(page, draft);
      go("words");
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code !== "offline") return setRefused(problem);
      go("words"); // without a network the service looks at the answers when they are sent
    }
    return undefined;
  };
  return html`<form onSubmit=${goOn} novalidate>
    <${Heading}>${page.say("questions.title")}<//>
    <${isLarge ? OneByOne : AllQuestions} shown=${shown} draft=${draft} refused=${refused} page=${page} onAnswer=${answer}>
    <${SoFar} page=${page} draft=${draft} isReady=${isComplete(questions, draft.answers)} />
    <${ProblemNotice} problem=${refused} page=${page} shown=${shown.map((one) => `answers.${one.id}`)} />
    <div class="stack"><button class="button button-main">${page.say("next")}</button></div>
    <//>
  </form>`;
}

/** Large type: one question a screen; what follows the questions comes after the last. @param {Asking} props */
function OneByOne({ shown, draft, refused, page, onAnswer, children }) {
  const [at, setAt] = useState(0);
  const question = shown[Math.min(at, shown.length - 1)];
  const isLast = at >= shown.length - 1;
  useEffect(() => {
    const wrong = shown.findIndex((one) => (refused?.about(`answers.${one.id}`) ?? []).length > 0);
    if (wrong >= 0) setAt(wrong);
  }, [refused]);
  return html`<p class="help">${page.say("questions.step", { step: Math.min(at, shown.length - 1) + 1, steps: shown.length })}</p>
    <${QuestionField} key=${question.id} question=${question} answer=${draft.answers[question.id]} onAnswer=${onAnswer(question.id)}
      faults=${refused?.about(`answers.${question.id}`) ?? []} page=${page} />
    ${isLast ? children : html`<div class="stack"><button type="button" class="button button-main" onClick=${() => setAt(at + 1)}>${page.say("next")}</button></div>`}
    ${at > 0 && html`<div class="stack"><button type="button" class="button" onClick=${() => setAt(at - 1)}>${page.say("back")}</button></div>`}`;
}

/** @param {Asking} props */
function AllQuestions({ shown, draft, refused, page, onAnswer, children }) {
  const { main, more } = inTwoParts(shown);
  const faultsOf = (/** @type {Question} */ question) => refused?.about(`answers.${question.id}`) ?? [];
  const top = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (refused) /** @type {HTMLElement | null | undefined} */ (top.current?.querySelector(".is-wrong input, .is-wrong textarea"))?.focus();
  }, [refused]);
  const field = (/** @type {Question} */ question) => html`<${QuestionField} key=${question.id} question=${question} answer=${draft.answers[question.id]}
    onAnswer=${onAnswer(question.id)} faults=${faultsOf(question)} page=${page} />`;
  return html`<div ref=${top}>
    ${main.map(field)}
    ${more.length > 0 && html`<details class="more" open=${more.some((one) => faultsOf(one).length > 0) || null}>
      <summary>${page.say("questions.more", { count: more.length })}</summary>
      ${more.map(field)}
    </details>`}
  </div>${children}`;
}

/** Asked again a moment after each answer; nothing is stored. What is wrong with an answer is said at "next".
 * @param {{ page: PhonePage, draft: Draft, isReady: boolean }} props */
function SoFar({ page, draft, isReady }) {
  const found = useAnswer(
    async () => (isReady ? findingsOf(page, draft) : null),
    [isReady, page.locale, JSON.stringify(draft.answers)],
    PAUSE_MS,
  );
  return html`<div class="so-far" aria-live="polite">
    ${isReady && found.data && html`<h2>${page.say("findings.title")}</h2><${Findings} findings=${found.data} page=${page} next=${page.say("findings.within_help")} />
      <p class="help">${page.say("findings.no_verdict")}</p>`}
  </div>`;
}

/** @param {PhonePage} page @param {Draft} draft @returns {Promise<import("api").FindingOut[]>} */
async function findingsOf(page, draft) {
  const body = complaintOf(draft, page.categories);
  return (await ask("POST", "/findings", { locale: page.locale, body })).data.findings;
}
