// @ts-check
/** A report of somebody who calls or comes: the same form as on the phone, on one page; the receipt is theirs. */

import { answersToSend, inTwoParts, shownQuestions } from "../../shared/form.js";
import { newKey } from "../../shared/fresh_key.js";
import { html, useState } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { QuestionField } from "../../shared/question.js";
import { Group, Heading, onTicked, Options, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { useKept } from "../kept.js";
import { useTitle } from "../titled.js";
import { CallerPlace } from "./caller_place.js";
import { CallerReceipt } from "./caller_receipt.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("./caller_place.js").Where} Where
 * @typedef {{ source: string, category: string, where: Where | null, answers: Record<string, any>, text: string, reporter_role: string, safety: boolean, avoid_local_office: boolean }} Call
 */

/** @type {Call} */
const NOTHING = { source: "", category: "", where: null, answers: {}, text: "", reporter_role: "", safety: false, avoid_local_office: false };
const ONLINE = "online";

/** @param {{ page: Desk }} props */
export function Caller({ page }) {
  useTitle(page, page.say("caller.title"));
  const [taken, setTaken] = useState(/** @type {import("api").TakenOut | null} */ (null)); // nowhere else, and gone with this screen
  const forms = useAnswer(/** @returns {Promise<import("api").CategoryOut[]>} */ async () => (await page.call("GET", "/categories")).data.items, [page.locale]);
  if (taken) return html`<${CallerReceipt} page=${page} taken=${taken} onNext=${() => setTaken(null)} />`;
  return html`<section>
    <${Heading}>${page.say("caller.title")}<//>
    <p class="lead">${page.say("caller.lead")}</p>
    <${ProblemNotice} problem=${forms.problem} page=${page} onRetry=${forms.again} />
    ${forms.data ? html`<${CallForm} page=${page} forms=${forms.data} onTaken=${setTaken} />` : !forms.problem && html`<${Waiting} page=${page} />`}
  </section>`;
}

/** @param {{ page: Desk, forms: import("api").CategoryOut[], onTaken: (taken: import("api").TakenOut) => void }} props */
function CallForm({ page, forms, onTaken }) {
  const { say, vocabulary } = page;
  const [call, setCall] = useKept(page.desk, "caller call", NOTHING);
  const [key] = useState(newKey);
    const questions = forms.find((form) => form.id === call.category)?.questions ?? [];
  const { problem, isBusy, submit, forgive } = useSending(async () => {
    const { data } = await page.call("POST", "/reports/taken", { body: bodyOf(call, questions), headers: { "Idempotency-Key": key } });
    setCall(NOTHING);
    onTaken(data);
  });
  const change = (/** @type {Partial<Call>} */ more) => {
    forgive();
    setCall({ ...call, ...more });
  };
  const faults = (/** @type {string} */ field) => problem?.about(field) ?? [];
  const choice = (/** @type {"source" | "category" | "reporter_role"} */ name, /** @type {import("../../shared/ui.js").Option[]} */ options, optional = /** @type {string | null} */ (null)) =>
    html`<${Group} label=${say(`caller.${name}`)} faults=${faults(name)} optional=${optional}><${Options} options=${options} chosen=${call[name]} onChoose=${(/** @type {string} */ value) => change({ [name]: value })} short /><//>`;
  const flag = (/** @type {"safety" | "avoid_local_office"} */ name) => html`<label class="switch"><input type="checkbox" autocomplete="off" checked=${call[name]} onChange=${onTicked((isOn) => change({ [name]: isOn }))} /><span>${say(`caller.${name}`)}</span></label>`;
  const shown = shownQuestions(questions, call.answers);
  const { main, more } = inTwoParts(shown);
  const asked = (/** @type {import("../../shared/form.js").Question} */ question) => html`<${QuestionField} key=${question.id} question=${question} answer=${call.answers[question.id]} page=${page}
    faults=${faults(`answers.${question.id}`)} onAnswer=${(/** @type {any} */ given) => change({ answers: { ...call.answers, [question.id]: given } })} />`;
  return html`<form class="caller" onSubmit=${submit} novalidate>
    ${choice("source", vocabulary.sources.filter(({ value }) => value !== ONLINE))}
    ${flag("safety")}
    ${choice("category", vocabulary.categories)}
    <${CallerPlace} page=${page} where=${call.where} onChange=${(/** @type {Where | null} */ where) => change({ where })} faults=${faults("place")} />
    ${flag("avoid_local_office")}
    ${main.map(asked)}
    ${more.length > 0 && html`<details open=${more.some(({ id }) => faults(`answers.${id}`).length > 0) || null}><summary>${say("caller.more", { count: more.length })}</summary>${more.map(asked)}</details>`}
    <${LongText} page=${page} label=${say("caller.text")} help=${say("caller.text_help")} faults=${faults("text")} rows=${6} longest=${vocabulary.text_limits.report} value=${call.text} onInput=${(/** @type {string} */ text) => change({ text })} />
    ${choice("reporter_role", vocabulary.reporter_roles, say("optional"))}
    <${ProblemNotice} problem=${problem} page=${page} shown=${["source", "category", "place", "text", "reporter_role", ...shown.map(({ id }) => `answers.${id}`)]} />
    <div class="act-buttons"><button class="button button-main" disabled=${isBusy}>${say("caller.send")}</button></div>
  </form>`;
}

/** As the service takes it; what is missing, the service says. @param {Call} call @param {import("../../shared/form.js").Question[]} questions */
function bodyOf({ where, source, category, text, reporter_role, safety, avoid_local_office, answers }, questions) {
  const target = where?.target;
  const place = where ? { division_code: where.division_code, ...(target ? { [target.kind === "named" ? "target_name" : `${target.kind}_id`]: target.id ?? target.name } : {}) } : undefined;
  return { ...(source && { source }), ...(category && { category }), ...(place && { place }), answers: answersToSend(questions, answers), text: text.trim(), reporter_role: reporter_role || null, safety, avoid_local_office };
}
