// @ts-check
/** The questions of the form, and what the rules make of the answers so far. */

import { ask, asProblem } from "../../shared/api.js";
import { inTwoParts, isComplete, shownQuestions } from "../../shared/form.js";
import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { QuestionField } from "../../shared/question.js";
import { Findings, Heading, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { complaintOf } from "../draft.js";

const PAUSE_MS = 600;

export function Questions({ page, drafts: { draft, change }, go }) {
  const { questions } = page.categories.find((one) => one.id === draft.category);
  const [refused, setRefused] = useState(null);
  const shown = shownQuestions(questions, draft.answers);
  const answer = (id) => (given) => {
    setRefused(null);
    change({ answers: { ...draft.answers, [id]: given } });
  };
  const goOn = async (event) => {
    event.preventDefault();
    try {
      await findingsOf(page, draft);
      go("words");
    } catch (problem) {
      setRefused(asProblem(problem));
    }
  };
  return html`<form onSubmit=${goOn} novalidate>
    <${Heading}>${page.say("questions.title")}<//>
    <${AllQuestions} shown=${shown} draft=${draft} refused=${refused} page=${page} onAnswer=${answer} />
    <${SoFar} page=${page} draft=${draft} isReady=${isComplete(questions, draft.answers)} />
    <${ProblemNotice} problem=${refused} page=${page} shown=${shown.map((one) => `answers.${one.id}`)} />
    <div class="stack"><button class="button button-main">${page.say("next")}</button></div>
  </form>`;
}

function AllQuestions({ shown, draft, refused, page, onAnswer }) {
  const { main, more } = inTwoParts(shown);
  const faultsOf = (question) => refused?.about?.(`answers.${question.id}`) ?? [];
  const top = useRef(null);
  useEffect(() => {
    if (refused) top.current?.querySelector(".is-wrong input, .is-wrong textarea")?.focus();
  }, [refused]);
  const field = (question) => html`<${QuestionField} key=${question.id} question=${question} answer=${draft.answers[question.id]}
    onAnswer=${onAnswer(question.id)} faults=${faultsOf(question)} page=${page} />`;
  return html`<div ref=${top}>
    ${main.map(field)}
    ${more.length > 0 && html`<details class="more" open=${more.some((one) => faultsOf(one).length > 0) || null}>
      <summary>${page.say("questions.more", { count: more.length })}</summary>
      ${more.map(field)}
    </details>`}
  </div>`;
}

/** Asked again a moment after each answer; nothing is stored. What is wrong with an answer is said at "next". */
function SoFar({ page, draft, isReady }) {
  const found = useAnswer(
    async () => (isReady ? findingsOf(page, draft) : null),
    [isReady, page.locale, JSON.stringify(draft.answers)],
    PAUSE_MS,
  );
  return html`<div class="so-far" aria-live="polite">
    ${isReady && found.data && html`<h2>${page.say("findings.title")}</h2><${Findings} findings=${found.data} page=${page} />
      <p class="help">${page.say("findings.no_verdict")}</p>`}
  </div>`;
}

async function findingsOf(page, draft) {
  const body = complaintOf(draft, page.categories);
  return (await ask("POST", "/findings", { locale: page.locale, body })).data.findings;
}
