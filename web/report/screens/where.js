// @ts-check
/** Where the school or tutor is: by three taps or by name, then which one, and who should not hear of it. */

import { ask } from "../../shared/api.js";
import { html, useEffect, useState } from "../../shared/html.js";
import { Field, Heading, onTicked, onTyped, ProblemNotice, Waiting } from "../../shared/ui.js";
import { findTargets } from "../../shared/targets.js";
import { useAnswer } from "../../shared/use_answer.js";
import { findDivisions } from "../places.js";
import { depth, goDeeper } from "../steps.js";

const PAUSE_MS = 250;

/**
 * @typedef {import("../types").PhonePage} PhonePage
 * @typedef {import("../types").ScreenProps} ScreenProps
 * @typedef {import("../draft.js").ChosenTarget} ChosenTarget
 * @typedef {import("../places.js").Division} Division
 */

/** Each choice can be gone back from. @param {ScreenProps} props */
export function Where(props) {
  const { draft, change } = props.drafts;
  const [path, setPath] = useState(draft.place?.path ?? []);
  const [isPicking, setPicking] = useState(!draft.place);
  useEffect(() => {
    const back = () => {
      setPicking(true);
      setPath((before) => before.slice(0, depth()));
    };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  const choose = (/** @type {Division} */ division) => {
    goDeeper();
    if (!division.reportable) return setPath([...path.filter((one) => one.code !== division.code), division]);
    if (division.code !== draft.place?.division_code) change({ place: { division_code: division.code, full_name: division.full_name, path }, target: null });
    return setPicking(false);
  };
  if (!isPicking) return html`<${Which} ...${props} onChange=${() => setPicking(true)} />`;
  return html`<${DivisionPicker} page=${props.page} path=${path} setPath=${setPath} onChoose=${choose} />`;
}

/** @param {{ page: PhonePage, path: Division[], setPath: (path: Division[]) => void, onChoose: (division: Division) => void }} props */
function DivisionPicker({ page, path, setPath, onChoose }) {
  const [typed, setTyped] = useState("");
  const q = typed.trim();
  const parent = path.at(-1)?.code;
  const choose = (/** @type {Division} */ division) => {
    setTyped("");
    onChoose(division);
  };
  return html`<section>
    <${Heading}>${page.say("where.title")}<//>
    <p class="lead">${page.say("where.lead")}</p>
    <${Field} label=${page.say("where.search")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="60" value=${typed} placeholder=${page.say("where.search_example")}
        onInput=${onTyped(setTyped)} />`}
    <//>
    ${!q && path.length > 0 && html`<${Path} path=${path} page=${page} onCut=${(/** @type {number} */ length) => setPath(path.slice(0, length))} />`}
    <${Divisions} key=${q ? "by name" : parent} q=${q} parent=${parent} page=${page} onChoose=${choose} />
  </section>`;
}

/** @param {{ page: PhonePage, path: Division[], onCut: (length: number) => void }} props */
function Path({ path, page, onCut }) {
  return html`<nav class="path" aria-label=${page.say("where.path")}>
    <button type="button" class="chip" onClick=${() => onCut(0)}>${page.say("where.country")}</button>
    ${path.map((division, index) => html`<button type="button" class="chip" key=${division.code} onClick=${() => onCut(index + 1)}
      aria-current=${index === path.length - 1 ? "true" : null}>${division.name}</button>`)}
  </nav>`;
}

/** @param {{ page: PhonePage, q: string, parent: string | undefined, onChoose: (division: Division) => void }} props */
function Divisions({ q, parent, page, onChoose }) {
  const inFull = Boolean(q);
  const found = useAnswer(() => findDivisions(page.locale, q ? { q } : { parent }), [q, parent, page.locale], q ? PAUSE_MS : 0);
  if (found.problem) return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`;
  if (!found.data) return html`<${Waiting} page=${page} />`;
  return html`<div aria-live="polite">
    ${found.data.length === 0 && html`<p class="help">${page.say("where.none")}</p>`}
    <ul class=${inFull ? "rows" : "tiles"}>
      ${found.data.map((division) => html`<li key=${division.code}><button type="button" class=${inFull ? "row" : "tile"} onClick=${() => onChoose(division)}>
        ${inFull ? division.full_name : division.name}</button></li>`)}
    </ul>
  </div>`;
}

/** @param {ScreenProps & { onChange: () => void }} props */
function Which({ page, drafts: { draft, change }, go, onChange }) {
  const [typed, setTyped] = useState(draft.target?.kind === "named" ? draft.target.name : "");
  const name = typed.trim();
  const place = /** @type {import("../draft.js").ChosenDivision} */ (draft.place);
  /** @type {Parameters<typeof findTargets>[0]} */
  const call = (method, path, sending) => ask(method, path, { locale: page.locale, ...sending });
  const found = useAnswer(() => findTargets(call, place.division_code, name), [place.division_code, name, page.locale], name ? PAUSE_MS : 0);
  const choose = (/** @type {ChosenTarget | null} */ target) => {
    change({ target });
    go("questions");
  };
  return html`<section>
    <${Heading}>${page.say("which.title")}<//>
    <p class="chosen"><span>${place.full_name}</span>
      <button type="button" class="link-button" onClick=${onChange}>${page.say("change")}</button></p>
    <label class="switch">
      <input type="checkbox" autocomplete="off" aria-describedby="avoid-help" checked=${Boolean(draft.avoid_local_office)} onChange=${onTicked((avoid_local_office) => change({ avoid_local_office }))} />
      <span>${page.say("avoid.label")}</span>
    </label>
    <p class="help" id="avoid-help">${page.say("avoid.help")}</p>
    <${Field} label=${page.say("which.search")} help=${page.say("which.help")}>
      ${(/** @type {object} */ bound) => html`<input ...${bound} type="search" autocomplete="off" maxlength="200" value=${typed} onInput=${onTyped(setTyped)} />`}
    <//>
    <${Targets} found=${found} page=${page} chosen=${draft.target} onChoose=${choose} />
    <div class="stack">
      ${name
        ? html`<button type="button" class="button button-main" onClick=${() => choose({ kind: "named", id: null, name })}>${page.say("which.use", { name })}</button>`
        : html`<button type="button" class="button" onClick=${() => choose(null)}>${page.say("which.skip")}</button>`}
    </div>
  </section>`;
}

/** Without a network there is no list of schools; the name that was typed will do, and an office finds out which it is.
 * @param {{ found: ReturnType<typeof useAnswer<import("../../shared/targets.js").Target[]>>, page: PhonePage, chosen: ChosenTarget | null,
 *   onChoose: (target: ChosenTarget) => void }} props */
function Targets({ found, page, chosen, onChoose }) {
  if (found.problem?.code === "offline") return html`<p class="help" role="status">${page.say("which.offline")}</p>`;
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
