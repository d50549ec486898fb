// @ts-check
/** Choosing one of what the service has: an institution, an office, a colleague, another case. */

import { html, useEffect, useState } from "../../shared/html.js";
import { findTargets } from "../../shared/targets.js";
import { Field, Group, onTyped, Options, ProblemNotice, Waiting } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { dayText, labelOf, listed } from "../../shared/words.js";

/**
 * @typedef {import("../types").FieldProps} FieldProps
 * @typedef {import("api").OwnerOut} OwnerOut
 * @typedef {import("api").ColleagueOut} ColleagueOut
 * @typedef {import("api").SuggestionOut} SuggestionOut
 */

const PAUSE_MS = 250;

/** A registered school or institution of the case's division. @param {FieldProps} props */
export function Target({ page, opened, value, onChange, faults }) {
  const [q, setQ] = useState("");
  const found = useAnswer(() => findTargets(page.call, opened.division_code, q.trim()), [q], PAUSE_MS);
  const options = (found.data ?? []).map((target) => ({ value: target.id, label: `${target.name} · ${page.say(`kind.${target.kind}`)}` }));
  return html`<${Field} label=${page.say("case.search_target")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${q} onInput=${onTyped(setQ)} />`}
    <//>
    <${Group} label=${page.say("queue.target")} faults=${faults}>
      ${found.data?.length === 0 && html`<p class="help">${page.say("which.none")}</p>`}
      <${Options} options=${options} chosen=${value?.id} onChoose=${(/** @type {string} */ id) => onChange(found.data?.find((target) => target.id === id))} />
    <//>`;
}

/** An office that could take the case; the proposed one is chosen until somebody chooses another. @param {FieldProps} props */
export function Office({ page, opened, value, onChange, faults }) {
  const found = useAnswer(/** @returns {Promise<OwnerOut[]>} */ async () => (await page.call("GET", `/cases/${opened.id}/owners`)).data.items, [opened.id, page.locale]);
  const proposed = opened.proposed_owner?.office.id;
  useEffect(() => {
    if (!value && found.data?.some((office) => office.id === proposed)) onChange(proposed);
  }, [found.data]);
  const label = (/** @type {OwnerOut} */ office) => (office.id === proposed ? page.say("case.proposed", { office: office.name }) : office.name);
  return html`<${Listed} found=${found} page=${page} label=${page.say("case.to_office")} faults=${faults} value=${value} onChange=${onChange}
    options=${(found.data ?? []).map((office) => ({ value: office.id, label: label(office) }))} />`;
}

/** A colleague of the office, or nobody. @param {FieldProps} props */
export function Colleague({ page, opened, value, onChange, faults }) {
  const found = useAnswer(/** @returns {Promise<ColleagueOut[]>} */ async () => (await page.call("GET", `/cases/${opened.id}/colleagues`)).data.items, [opened.id]);
  return html`<${Listed} found=${found} page=${page} label=${page.say("case.assignee")} faults=${faults} value=${value} onChange=${onChange}
    options=${(found.data ?? []).map((one) => ({ value: one.id, label: one.id === page.me.id ? page.say("case.me", { name: one.username }) : one.username }))} />`;
}

/** Another case that the service thinks may be the same. @param {FieldProps} props */
export function Case({ page, opened, value, onChange, faults }) {
  const found = useAnswer(/** @returns {Promise<SuggestionOut[]>} */ async () => (await page.call("GET", `/cases/${opened.id}/suggestions`)).data.items, [opened.id, page.locale]);
  const label = (/** @type {SuggestionOut} */ { case: other, text }) =>
    [listed(other.references, page.locale, "narrow"), other.school?.name ?? other.institution?.name ?? page.say("queue.unnamed"), labelOf(page.vocabulary.statuses, other.status), dayText(other.submitted_on, page.locale), text].join(" · ");
  return html`<${Listed} found=${found} page=${page} label=${page.say("case.into")} faults=${faults} value=${value} onChange=${onChange}
    options=${(found.data ?? []).filter((one) => one.can_join).map((one) => ({ value: one.case.id, label: label(one) }))} />`;
}

/**
 * @param {{ found: import("../types").Found<any[]>, page: import("../types").Desk, label: string, faults: string[],
 *   options: import("../../shared/ui.js").Option[], value: any, onChange: (value: any) => void }} props
 */
function Listed({ found, page, label, faults, options, value, onChange }) {
  if (found.problem) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`;
  return html`<${Group} label=${label} faults=${faults}>
    ${!found.data && html`<${Waiting} page=${page} />`}
    ${found.data && options.length === 0 && html`<p class="help">${page.say("case.none_to_choose")}</p>`}
    <${Options} options=${options} chosen=${value} onChoose=${onChange} />
  <//>`;
}
