// @ts-check
/** One question of a form, whatever its type. */

import { everyDay } from "./form.js";
import { html, useState } from "./html.js";
import { LongText } from "./long_text.js";
import { Field, Group, onTicked, onTyped, Options } from "./ui.js";
import { weekdayText } from "./words.js";

const SHORT_LABEL = 16; // in half-width characters: two options fit side by side on a phone

/**
 * @typedef {{ question: import("./form.js").Question, answer: any, onAnswer: (answer: any) => void,
 *   faults: string[], page: import("./ui.js").Page }} Asked
 */

/** @param {Asked} props */
export function QuestionField(props) {
  const Kind = KINDS[props.question.type] ?? TextQuestion;
  return html`<${Kind} ...${props} />`;
}

/** @param {Asked} props */
function named({ question, faults, page }) {
  return { label: question.label, help: question.help, faults, optional: question.required ? null : page.say("optional") };
}

/** @param {Asked} props */
function unitOf({ question }) {
  return question.unit_label ?? null;
}

/** @param {Asked} props */
function ChoiceQuestion(props) {
  const { question, answer, onAnswer } = props;
  const options = question.options ?? [];
  return html`<${Group} ...${named(props)}>
    <${Options} options=${options} chosen=${answer} onChoose=${onAnswer} many=${question.type === "choices"}
      short=${options.every((option) => widthOf(option.label) <= SHORT_LABEL)} />
  <//>`;
}

/** @param {string} label */
function widthOf(label) {
  return [...label].reduce((width, character) => width + (character > "\u2e7f" ? 2 : 1), 0);
}

/** @param {Asked} props */
function BooleanQuestion(props) {
  const { say } = props.page;
  const options = [{ value: true, label: say("yes") }, { value: false, label: say("no") }];
  return html`<${Group} ...${named(props)}>
    <${Options} options=${options} chosen=${props.answer} onChoose=${props.onAnswer} short />
  <//>`;
}

/** @param {Asked} props */
function NumberQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${Field} ...${named(props)}>
    ${(/** @type {object} */ bound) => html`<${NumberInput} ...${bound} value=${answer} unit=${unitOf(props)} onInput=${onAnswer}
      mode=${question.type === "money" ? "decimal" : "numeric"} />`}
  <//>`;
}

/** @param {{ value: any, unit: string | null, onInput: (typed: string) => void, mode?: "numeric" | "decimal" }} props */
function NumberInput({ value, unit, onInput, mode = "numeric", ...bound }) {
  return html`<span class="with-unit">
    <input ...${bound} type="text" inputmode=${mode} autocomplete="off" maxlength="12" value=${value ?? ""}
      onInput=${onTyped(onInput)} />
    ${unit && html`<span class="unit">${unit}</span>`}
  </span>`;
}

/** @param {Asked} props */
function PickedQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${Field} ...${named(props)}>
    ${(/** @type {object} */ bound) => html`<input ...${bound} type=${question.type} autocomplete="off" min=${question.earliest} max=${question.latest} value=${answer ?? ""} onInput=${onTyped(onAnswer)} />`}
  <//>`;
}

/** @param {Asked} props */
function TextQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${LongText} ...${named(props)} page=${props.page} longest=${question.max} rows="3" value=${answer ?? ""} onInput=${onAnswer} />`;
}

/** @param {Asked} props */
function MinutesByDayQuestion(props) {
  const { question, answer, onAnswer, page } = props;
  const dates = question.dates ?? [];
  const [isSame, setSame] = useState(false);
  const fill = (/** @type {string} */ minutes) => onAnswer(everyDay(dates, minutes));
  const turn = (/** @type {boolean} */ on) => {
    setSame(on);
    if (on) fill(dates.map((date) => answer?.[date]).find(Boolean) ?? "");
  };
  return html`<${Group} ...${named(props)}>
    ${question.same_each_day &&
    html`<label class="switch">
      <input type="checkbox" role="switch" autocomplete="off" checked=${isSame} onChange=${onTicked(turn)} />
      <span>${page.say("same_each_day")}</span>
    </label>`}
    ${isSame
      ? html`<${Day} name=${page.say("each_day")} minutes=${answer?.[dates[0]]} unit=${unitOf(props)} onInput=${fill} />
          <p class="help">${page.say("each_day_covers", { first: weekdayText(dates[0], page.locale), last: weekdayText(dates[dates.length - 1], page.locale) })}</p>`
      : dates.map(
          (date) => html`<${Day} key=${date} name=${weekdayText(date, page.locale)} minutes=${answer?.[date]} unit=${unitOf(props)}
            onInput=${(/** @type {string} */ minutes) => onAnswer({ ...answer, [date]: minutes })} />`,
        )}
  <//>`;
}

/** @param {{ name: string, minutes: any, unit: string | null, onInput: (typed: string) => void }} props */
function Day({ name, minutes, unit, onInput }) {
  return html`<label class="day"><span>${name}</span><${NumberInput} value=${minutes} unit=${unit} onInput=${onInput} /></label>`;
}

/** @type {Record<string, (props: Asked) => any>} */
const KINDS = {
  choice: ChoiceQuestion,
  choices: ChoiceQuestion,
  boolean: BooleanQuestion,
  integer: NumberQuestion,
  money: NumberQuestion,
  date: PickedQuestion,
  time: PickedQuestion,
  text: TextQuestion,
  minutes_by_day: MinutesByDayQuestion,
};
