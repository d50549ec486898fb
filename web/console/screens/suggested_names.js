// @ts-check
/** Names that officers suggested for the registry: registered, or not. Which case each is for is not told. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, onTyped, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { dayText } from "../../shared/words.js";
import { Select } from "./filters.js";
import { Onward } from "./pager.js";
import { Sure } from "./sure.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").RegistrySuggestionOut} Suggestion
 * @typedef {import("api").RegistrySuggestionsOut} Suggestions
 */

const AT_ONCE = "20";

/** @param {{ page: Desk, onChanged: () => void }} props */
export function SuggestedNames({ page, onChanged }) {
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const query = { cursor, limit: AT_ONCE };
  const found = useAnswer(/** @returns {Promise<Suggestions>} */ async () => (await page.call("GET", "/registry/suggestions", { query })).data, [cursor, page.locale]);
  const waiting = found.data?.items ?? [];
  const again = () => {
    if (cursor && waiting.length === 1) setCursor(null);
    else found.again();
    onChanged();
  };
  if (!found.problem && !waiting.length && !cursor) return null;
  return html`<h2>${page.say("suggest.waiting_names")}</h2>
    <${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <ul class="people">${waiting.map((one) => html`<li key=${one.id} class="card"><${OneName} page=${page} one=${one} onDone=${again} /></li>`)}</ul>
    <${Onward} cursor=${cursor} next=${found.data?.next_cursor} onGo=${setCursor} page=${page} />`;
}

/** @param {{ page: Desk, one: Suggestion, onDone: () => void }} props */
function OneName({ page, one, onDone }) {
  const { say, vocabulary } = page;
  const [name, setName] = useState(one.name);
  const [stage, setStage] = useState(vocabulary.stages[0].value);
  const isSchool = one.target_kind === "school";
  const { problem, isBusy, submit } = useSending(async () => {
    await page.call("POST", `/registry/suggestions/${one.id}/acceptance`, { body: { name: name.trim(), stage: isSchool ? stage : null } });
    onDone();
  });
  const decline = () => page.call("DELETE", `/registry/suggestions/${one.id}`);
  return html`<form onSubmit=${submit} novalidate>
    <p><b><${Quoted} text=${one.name} /></b></p>
    <p class="help">${say(`kind.${one.target_kind}`)} · ${one.division} · <${Quoted} text=${one.office} /> · ${dayText(one.suggested_on, page.locale)}</p>
    <${Field} label=${say("registry.name")} faults=${problem?.about("name") ?? []}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" maxlength="200" value=${name} onInput=${onTyped(setName)} />`}
    <//>
    ${isSchool && html`<${Select} label=${say("registered.stage")} any=${null} options=${vocabulary.stages} value=${stage} onChange=${setStage} />`}
    <${ProblemNotice} problem=${problem} page=${page} shown=${["name"]} />
    <div class="act-buttons"><button class="button button-main" disabled=${isBusy}>${say("suggest.accept")}</button>
      <${Sure} page=${page} name=${say("suggest.decline")} text=${say("suggest.decline_sure")} act=${decline} onDone=${onDone} /></div>
  </form>`;
}
