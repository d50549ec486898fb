// @ts-check
/** One question of a form, whatever its type. */

import { everyDay } from "./form.js";
import { html, useState } from "./html.js";
import { LongText } from "./long_text.js";
import { Field, Group, Options } from "./ui.js";
import { weekdayText } from "./words.js";

const SHORT_LABEL = 16; // in half-width characters: two options fit side by side on a phone

/**
 * @param {{ question: import("./form.js").Question, answer: any, onAnswer: (answer: any) => void,
 *   faults: string[], page: import("./ui.js").Page }} props
 */
export function QuestionField(props) {
  const Kind = KINDS[props.question.type] ?? TextQuestion;
  return html`<${Kind} ...${props} />`;
}

function named({ question, faults, page }) {
  return { label: question.label, help: question.help, faults, optional: question.required ? null : page.say("optional") };
}

function unitOf({ question }) {
  return question.unit_label ?? null;
}

function ChoiceQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${Group} ...${named(props)}>
    <${Options} options=${question.options} chosen=${answer} onChoose=${onAnswer} many=${question.type === "choices"}
      short=${question.options.every((option) => widthOf(option.label) <= SHORT_LABEL)} />
  <//>`;
}

/** @param {string} label */
function widthOf(label) {
  return [...label].reduce((width, character) => width + (character > "\u2e7f" ? 2 : 1), 0);
}

function BooleanQuestion(props) {
  const { say } = props.page;
  const options = [{ value: true, label: say("yes") }, { value: false, label: say("no") }];
  return html`<${Group} ...${named(props)}>
    <${Options} options=${options} chosen=${props.answer} onChoose=${props.onAnswer} short />
  <//>`;
}

function NumberQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${Field} ...${named(props)}>
    ${(bound) => html`<${NumberInput} ...${bound} value=${answer} unit=${unitOf(props)} onInput=${onAnswer}
      mode=${question.type === "money" ? "decimal" : "numeric"} />`}
  <//>`;
}

function NumberInput({ value, unit, onInput, mode = "numeric", ...bound }) {
  return html`<span class="with-unit">
    <input ...${bound} type="text" inputmode=${mode} autocomplete="off" maxlength="12" value=${value ?? ""}
      onInput=${(event) => onInput(event.target.value)} />
    ${unit && html`<span class="unit">${unit}</span>`}
  </span>`;
}

function PickedQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${Field} ...${named(props)}>
    ${(bound) => html`<input ...${bound} type=${question.type} min=${question.earliest} max=${question.latest} value=${answer ?? ""} onInput=${(event) => onAnswer(event.target.value)} />`}
  <//>`;
}

function TextQuestion(props) {
  const { question, answer, onAnswer } = props;
  return html`<${LongText} ...${named(props)} page=${props.page} longest=${question.max} rows="3" value=${answer ?? ""} onInput=${onAnswer} />`;
}

function MinutesByDayQuestion(props) {
  const { question, answer, onAnswer, page } = props;
  const dates = question.dates ?? [];
  const [isSame, setSame] = useState(false);
  const fill = (minutes) => onAnswer(everyDay(dates, minutes));
  const turn = (on) => {
    setSame(on);
    if (on) fill(dates.map((date) => answer?.[date]).find(Boolean) ?? "");
  };
  return html`<${Group} ...${named(props)}>
    ${question.same_each_day &&
    html`<label class="switch">
      <input type="checkbox" role="switch" checked=${isSame} onChange=${(event) => turn(event.target.checked)} />
      <span>${page.say("same_each_day")}</span>
    </label>`}
    ${isSame
      ? html`<${Day} name=${page.say("each_day")} minutes=${answer?.[dates[0]]} unit=${unitOf(props)} onInput=${fill} />
          <p class="help">${page.say("each_day_covers", { first: weekdayText(dates[0], page.locale), last: weekdayText(dates.at(-1), page.locale) })}</p>`
      : dates.map(
          (date) => html`<${Day} key=${date} name=${weekdayText(date, page.locale)} minutes=${answer?.[date]} unit=${unitOf(props)}
            onInput=${(minutes) => onAnswer({ ...answer, [date]: minutes })} />`,
        )}
  <//>`;
}

function Day({ name, minutes, unit, onInput }) {
  return html`<label class="day"><span>${name}</span><${NumberInput} value=${minutes} unit=${unit} onInput=${onInput} /></label>`;
}

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
