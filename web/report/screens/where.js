// @ts-check
/** Where the school or tutor is: by three taps or by name, then which one. */

import { ask } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { Field, Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { findTargets } from "../../shared/targets.js";
import { useAnswer } from "../../shared/use_answer.js";

const PAUSE_MS = 250;

export function Where(props) {
  return props.drafts.draft.place ? html`<${Which} ...${props} />` : html`<${DivisionPicker} ...${props} />`;
}

function DivisionPicker({ page, drafts: { change } }) {
  const [path, setPath] = useState([]);
  const [typed, setTyped] = useState("");
  const q = typed.trim();
  const parent = path.at(-1)?.code;
  const choose = (division) => {
    setTyped("");
    if (division.reportable) change({ place: { division_code: division.code, full_name: division.full_name }, target: null });
    else setPath([...path.filter((one) => one.code !== division.code), division]);
  };
  return html`<section>
    <${Heading}>${page.say("where.title")}<//>
    <p class="lead">${page.say("where.lead")}</p>
    <${Field} label=${page.say("where.search")}>
      ${(bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${typed} placeholder=${page.say("where.search_example")}
        onInput=${(event) => setTyped(event.target.value)} />`}
    <//>
    ${!q && path.length > 0 && html`<${Path} path=${path} page=${page} onCut=${(length) => setPath(path.slice(0, length))} />`}
    <${Divisions} key=${q ? "by name" : parent} q=${q} parent=${parent} page=${page} onChoose=${choose} />
  </section>`;
}

function Path({ path, page, onCut }) {
  return html`<nav class="path" aria-label=${page.say("where.path")}>
    <button type="button" class="chip" onClick=${() => onCut(0)}>${page.say("where.country")}</button>
    ${path.map((division, index) => html`<button type="button" class="chip" key=${division.code} onClick=${() => onCut(index + 1)}
      aria-current=${index === path.length - 1 ? "true" : null}>${division.name}</button>`)}
  </nav>`;
}

function Divisions({ q, parent, page, onChoose }) {
  const inFull = Boolean(q);
  const query = q ? { q } : { parent };
  const found = useAnswer(async () => (await ask("GET", "/divisions", { locale: page.locale, query })).data, [q, parent, page.locale], q ? PAUSE_MS : 0);
  if (found.problem) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`;
  if (!found.data) return html`<${Waiting} page=${page} />`;
  const { items } = found.data;
  return html`<div aria-live="polite">
    ${items.length === 0 && html`<p class="help">${page.say("where.none")}</p>`}
    <ul class=${inFull ? "rows" : "tiles"}>
      ${items.map((division) => html`<li key=${division.code}><button type="button" class=${inFull ? "row" : "tile"} onClick=${() => onChoose(division)}>
        ${inFull ? division.full_name : division.name}</button></li>`)}
    </ul>
  </div>`;
}

function Which({ page, drafts: { draft, change }, go }) {
  const [typed, setTyped] = useState(draft.target?.kind === "named" ? draft.target.name : "");
  const name = typed.trim();
  const found = useAnswer(() => findTargets((method, path, sending) => ask(method, path, { locale: page.locale, ...sending }), draft.place.division_code, name), [draft.place.division_code, name, page.locale], name ? PAUSE_MS : 0);
  const choose = (target) => {
    change({ target });
    go("questions");
  };
  return html`<section>
    <${Heading}>${page.say("which.title")}<//>
    <p class="chosen"><span>${draft.place.full_name}</span>
      <button type="button" class="link-button" onClick=${() => change({ place: null, target: null })}>${page.say("change")}</button></p>
    <${Field} label=${page.say("which.search")} help=${page.say("which.help")}>
      ${(bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="200" value=${typed} onInput=${(event) => setTyped(event.target.value)} />`}
    <//>
    <${Targets} found=${found} page=${page} chosen=${draft.target} onChoose=${choose} />
    <div class="stack">
      ${name
        ? html`<button type="button" class="button button-main" onClick=${() => choose({ kind: "named", id: null, name })}>${page.say("which.use", { name })}</button>`
        : html`<button type="button" class="button" onClick=${() => choose(null)}>${page.say("which.skip")}</button>`}
    </div>
  </section>`;
}

function Targets({ found, page, chosen, onChoose }) {
  if (found.problem) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`;
  return html`<div aria-live="polite">
    ${found.data?.length === 0 && html`<p class="help">${page.say("which.none")}</p>`}
    <ul class="rows">
      ${(found.data ?? []).map((target) => html`<li key=${target.id}>
        <button type="button" class="row" aria-pressed=${String(chosen?.id === target.id)} onClick=${() => onChoose(target)}>
          <span>${target.name}</span><span class="kind">${page.say(`kind.${target.kind}`)}</span>
        </button></li>`)}
    </ul>
  </div>`;
}
