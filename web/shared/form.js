// @ts-check
/** What a client does with a form of `GET /categories`: which questions show, and what is sent. The server judges. */

/**
 * @typedef {import("api").QuestionOut} Question
 * @typedef {Record<string, any>} Draft answers as they stand on the page; numbers are still the text that was typed
 */

/**
 * The questions that are asked, given the answers so far.
 * @param {Question[]} questions
 * @param {Draft} draft
 * @returns {Question[]}
 */
export function shownQuestions(questions, draft) {
  /** @type {Draft} */
  const given = {};
  return questions.filter((question) => {
    if (!isShown(question, given)) return false;
    given[question.id] = draft[question.id];
    return true;
  });
}

/** @param {Question} question @param {Draft} given */
function isShown(question, given) {
  const when = question.shown_when;
  if (!when) return true;
  const answer = given[when.question_id];
  const chosen = Array.isArray(answer) ? answer : [isBlank(answer) ? null : answer];
  return chosen.some((one) => when.in.includes(one));
}

/**
 * The questions in two parts: those that must be answered with what they lead to, and the rest.
 * @param {Question[]} shown
 * @returns {{ main: Question[], more: Question[] }}
 */
export function inTwoParts(shown) {
  /** @type {Set<string>} */
  const main = new Set();
  for (const question of shown) {
    if (question.required || (question.shown_when && main.has(question.shown_when.question_id))) main.add(question.id);
  }
  return { main: shown.filter((one) => main.has(one.id)), more: shown.filter((one) => !main.has(one.id)) };
}

/**
 * The answers as the service takes them: only what is asked and filled in.
 * @param {Question[]} questions
 * @param {Draft} draft
 * @returns {Draft}
 */
export function answersToSend(questions, draft) {
  /** @type {Draft} */
  const answers = {};
  for (const question of shownQuestions(questions, draft)) {
    const answer = toSend(question, draft[question.id]);
    if (!isBlank(answer)) answers[question.id] = answer;
  }
  return answers;
}

/**
 * Whether every question that must be answered has an answer of some kind.
 * @param {Question[]} questions
 * @param {Draft} draft
 */
export function isComplete(questions, draft) {
  const answers = answersToSend(questions, draft);
  return shownQuestions(questions, draft).every((question) => !question.required || question.id in answers);
}

/**
 * The same minutes on every day.
 * @param {string[]} dates
 * @param {string} minutes
 */
export function everyDay(dates, minutes) {
  return Object.fromEntries(dates.map((date) => [date, minutes]));
}

/** @param {Question} question @param {any} answer */
function toSend(question, answer) {
  if (isBlank(answer)) return null;
  if (question.type === "integer" || question.type === "money") return numberOrText(answer);
  if (question.type !== "minutes_by_day") return answer;
  return Object.entries(answer)
    .filter(([, minutes]) => !isBlank(minutes))
    .map(([date, minutes]) => ({ date, minutes: numberOrText(minutes) }));
}

/** @param {any} typed What is no number goes as it is, so that the service can say what is wrong. */
function numberOrText(typed) {
  const text = String(typed).normalize("NFKC").trim();
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : text;
}

/** @param {any} answer */
function isBlank(answer) {
  if (answer === undefined || answer === null || answer === "") return true;
  return Array.isArray(answer) && answer.length === 0;
}
