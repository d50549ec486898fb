// @ts-check
/** The fields of joining several cases, splitting one, and undoing either: which of what the service has. */

import { html } from "../../shared/html.js";
import { Group, Options, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, labelOf, listed } from "../../shared/words.js";

/**
 * @typedef {import("../types").FieldProps} FieldProps
 * @typedef {import("api").CaseItemOut} CaseItemOut
 * @typedef {{ value: any, label: string }} Option
 */

const LISTED = 25; // of the queue; the most pressing, below what the service thinks is alike
const MOST = 100; // of those on the same school or institution

/** Cases of the office that could go into this one: those that are alike first, those of the same school or institution, then the queue. @param {FieldProps} props */
export function Cases({ page, opened, value, onChange, errors }) {
  const found = useAnswer(() => others(page, opened), [opened.id, page.locale]);
  if (found.problem) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`;
  const options = found.data ?? [];
  return html`<${Group} label=${page.say("parting.cases")} help=${counted(page, "parting.cases_chosen", value)} faults=${named(errors, "case_ids", value, options)}>
    ${!found.data && html`<${Waiting} page=${page} />`}
    ${found.data && options.length === 0 && html`<p class="help">${page.say("case.none_to_choose")}</p>`}
    <${Options} options=${options} chosen=${value ?? []} onChoose=${onChange} many />
  <//>`;
}

/** @param {import("../types").Desk} page @param {import("../types").Opened} opened @returns {Promise<Option[]>} */
async function others(page, opened) {
  const [alike, here, queue] = await Promise.all([
    page.call("GET", `/cases/${opened.id}/suggestions`),
    page.call("GET", `/cases?target_of=${opened.id}&limit=${MOST}`),
    page.call("GET", `/cases?matter=${opened.matter}&open=true&limit=${LISTED}`),
  ]);
  /** @type {import("api").SuggestionOut[]} */
  const likely = alike.data.items.filter((/** @type {import("api").SuggestionOut} */ one) => one.can_take_in);
  const named = new Map(likely.map(({ case: one, text }) => [one.id, option(page, one, text)]));
  /** @type {CaseItemOut[]} */
  const rest = [...here.data.items.filter((/** @type {CaseItemOut} */ one) => one.matter === opened.matter), ...queue.data.items];
  for (const one of rest) if (one.id !== opened.id && !named.has(one.id)) named.set(one.id, option(page, one));
  return [...named.values()];
}

/** @param {import("../types").Desk} page @param {CaseItemOut} item @param {string} [why] @returns {Option} */
function option(page, item, why) {
  const target = item.school?.name ?? item.institution?.name ?? page.say("queue.unnamed");
  const parts = [listed(item.references, page.locale, "narrow"), target, labelOf(page.vocabulary.statuses, item.status), dayText(item.submitted_on, page.locale), why];
  return { value: item.id, label: parts.filter(Boolean).join(" · ") };
}

/** Reports that leave the case. @param {FieldProps} props */
export function Reports({ page, opened, value, onChange, errors }) {
  const options = opened.reports.map((report) => ({
    value: report.id,
    label: [report.reference, report.target_name, page.say("case.filed", { day: dayText(report.filed_on, page.locale) })].filter(Boolean).join(" · "),
  }));
  return html`<${Group} label=${page.say("parting.reports")} help=${counted(page, "parting.reports_chosen", value)} faults=${named(errors, "report_ids", value, options)}>
    <${Options} options=${options} chosen=${value ?? []} onChoose=${onChange} many />
  <//>`;
}

/** What was joined or split here and can be undone, with the last day. @param {FieldProps} props */
export function Steps({ page, opened, value, onChange, errors }) {
  const steps = opened.history.flatMap((line, index) => (line.undo_until ? [{ line, version: index + 1 }] : []));
  const options = steps.map(({ line, version }) => ({
    value: version,
    label: [dayText(line.on, page.locale), labelOf(page.vocabulary.events, line.event), page.say("parting.undo_until", { day: dayText(line.undo_until ?? "", page.locale) })].join(" · "),
  }));
  return html`<${Group} label=${page.say("parting.steps")} faults=${named(errors, "versions", value, options)}>
    <${Options} options=${options} chosen=${value ?? []} onChoose=${onChange} many />
  <//>`;
}

/** How many are chosen, once one is. @param {import("../types").Desk} page @param {string} code @param {any[] | undefined} value */
function counted(page, code, value) {
  return value?.length ? page.say(code, { count: value.length }) : null;
}

/**
 * What is wrong with a list, each with the one that it is about.
 * @param {FieldProps["errors"]} errors @param {string} field @param {any[] | undefined} value @param {Option[]} options
 */
function named(errors, field, value, options) {
  return errors.flatMap((fault) => {
    if (fault.field === field) return [fault.message];
    if (!fault.field.startsWith(`${field}.`)) return [];
    const which = options.find((one) => one.value === value?.[Number(fault.field.slice(field.length + 1))]);
    return [which ? `${which.label} · ${fault.message}` : fault.message];
  });
}
