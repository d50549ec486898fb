// @ts-check
/** The fields of a task that is given to another office: whom, what, until when, and all that it will read. */

import { html, useEffect } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Field, Group, onTyped, Options, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText } from "../../shared/words.js";

/**
 * @typedef {import("../types").FieldProps} FieldProps
 * @typedef {import("api").CoHandlersOut} CoHandlersOut
 */

/** Whom the service offers, and until when. @param {FieldProps} props @returns {import("../types").Found<CoHandlersOut>} */
function useCoHandlers({ page, opened }) {
  return useAnswer(/** @returns {Promise<CoHandlersOut>} */ async () => (await page.call("GET", `/cases/${opened.id}/co_handlers`)).data, [opened.id, page.locale]);
}

/** An office that takes part in the matter here. @param {FieldProps} props */
export function CoHandler(props) {
  const { page, value, onChange, faults } = props;
  const found = useCoHandlers(props);
  if (found.problem) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`;
  const options = (found.data?.items ?? []).map((office) => ({ value: office.id, label: office.name }));
  return html`<${Group} label=${page.say("task.office")} faults=${faults}>
    ${!found.data && html`<${Waiting} page=${page} />`}
    ${found.data && options.length === 0 && html`<p class="help">${page.say("case.none_to_choose")}</p>`}
    <${Options} options=${options} chosen=${value} onChoose=${onChange} />
  <//>`;
}

/** What kind of help. @param {FieldProps} props */
export function TaskKind({ page, value, onChange, faults }) {
  return html`<${Group} label=${page.say("task.kind")} faults=${faults}>
    <${Options} options=${page.vocabulary.task_kinds} chosen=${value} onChoose=${onChange} short />
  <//>`;
}

/** Until when; the day that is proposed stands until somebody chooses another. @param {FieldProps} props */
export function TaskDay(props) {
  const { page, value, onChange, faults } = props;
  const days = useCoHandlers(props).data?.days;
  useEffect(() => {
    if (!value && days) onChange(days.proposed);
  }, [days?.proposed]);
  const help = days ? page.say("task.due_help", { day: dayText(days.latest, page.locale) }) : null;
  return html`<${Field} label=${page.say("task.due")} help=${help} faults=${faults}>
    ${(/** @type {object} */ bound) => html`<input ...${bound} type="date" autocomplete="off" min=${days?.earliest} max=${days?.latest} value=${value ?? ""} onInput=${onTyped(onChange)} />`}
  <//>`;
}

/** All of the case that the office reads. @param {FieldProps} props */
export function TaskRequest({ page, value, onChange, faults }) {
  return html`<${LongText} page=${page} label=${page.say("task.request")} help=${page.say("task.request_help")} faults=${faults} rows=${6}
    longest=${page.vocabulary.text_limits.report} value=${value ?? ""} onInput=${onChange} />`;
}
