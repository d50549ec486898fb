// @ts-check
/** Small parts that both pages are made of. `page` carries the words: {say, locale, vocabulary}. */

import { html, useEffect, useId, useRef } from "./html.js";

/**
 * @typedef {import("./words.js").Say} Say
 * @typedef {{ say: Say, locale: string }} Speech
 * @typedef {Speech & { vocabulary: import("api").VocabularyOut }} Page
 * @typedef {{ value: any, label: string }} Option
 * @typedef {import("./api.js").Problem} Problem
 */

/** For `onInput` and `onChange`: what stands in the field now. @param {(value: string) => void} act */
export function onTyped(act) {
  return (/** @type {Event} */ event) => act(/** @type {HTMLInputElement} */ (event.target).value);
}

/** For `onChange`: whether the box is ticked now. @param {(isOn: boolean) => void} act */
export function onTicked(act) {
  return (/** @type {Event} */ event) => act(/** @type {HTMLInputElement} */ (event.target).checked);
}

/** For `onToggle`: whether what folds away is open now. @param {(isOpen: boolean) => void} act */
export function onToggled(act) {
  return (/** @type {Event} */ event) => act(/** @type {HTMLDetailsElement} */ (event.currentTarget).open);
}

/**
 * The heading of a screen: takes the focus when the screen appears, so that a screen reader says where one is.
 * @param {{ children?: any, quiet?: boolean }} props
 */
export function Heading({ children, quiet = false }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!quiet) heading.current?.focus();
  }, []);
  return html`<h1 tabindex="-1" ref=${heading}>${children}</h1>`;
}

/**
 * A box that says something.
 * @param {{ kind?: "plain" | "good" | "warn" | "bad", title?: any, live?: "alert" | "status" | null, children?: any }} props
 */
export function Notice({ kind = "plain", title = null, live = null, children = null }) {
  return html`<div class=${`notice notice-${kind}`} role=${live} tabindex=${live === "alert" ? "-1" : null}>
    ${title && html`<p class="notice-title">${title}</p>`}
    ${children}
  </div>`;
}

/**
 * What the service said when it said no. `shown`: fields whose messages stand beside them already.
 * @param {{ problem: Problem | null, page: Speech, shown?: string[], onRetry?: (() => void) | null }} props
 */
export function ProblemNotice({ problem, page, shown = [], onRetry = null }) {
  if (!problem) return null;
  const isOffline = problem.code === "offline";
  const rest = problem.errors.filter((fault) => !shown.some((field) => isWithin(fault.field, field)));
  return html`<${Notice} kind="bad" live="alert" title=${isOffline ? page.say("problem.offline") : problem.title || page.say("problem.unknown")}>
    <p>${isOffline ? page.say("problem.offline_detail") : problem.detail}</p>
    ${rest.length > 0 && html`<ul>${rest.map((fault) => html`<li>${fault.message}</li>`)}</ul>`}
    ${onRetry && html`<p><button type="button" class="button" onClick=${onRetry}>${page.say("again")}</button></p>`}
  <//>`;
}

/** @param {string} path @param {string} field */
function isWithin(path, field) {
  return path === field || path.startsWith(`${field}.`);
}

/**
 * A label, help, messages and the input that `children` makes of what binds it to them.
 * @param {{ label: any, help?: string | null, faults?: string[], optional?: string | null, children: (bound: object) => any }} props
 */
export function Field({ label, help = null, faults = [], optional = null, children }) {
  const id = useId();
  const describedby = describing(id, help, faults);
  return html`<div class=${faults.length ? "field is-wrong" : "field"}>
    <label class="label" for=${id}>${label}${optional && html` <span class="optional">${optional}</span>`}</label>
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    ${children({ id, "aria-describedby": describedby, "aria-invalid": faults.length ? "true" : null })}
    <${Faults} id=${`${id}-faults`} faults=${faults} />
  </div>`;
}

/**
 * The same for a group of inputs.
 * @param {{ label: any, help?: string | null, faults?: string[], optional?: string | null, children: any }} props
 */
export function Group({ label, help = null, faults = [], optional = null, children }) {
  const id = useId();
  return html`<fieldset class=${faults.length ? "field is-wrong" : "field"} aria-describedby=${describing(id, help, faults)}>
    <legend class="label">${label}${optional && html` <span class="optional">${optional}</span>`}</legend>
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    ${children}
    <${Faults} id=${`${id}-faults`} faults=${faults} />
  </fieldset>`;
}

/** @param {{ id: string, faults: string[] }} props */
function Faults({ id, faults }) {
  return html`<div id=${id} class="faults" aria-live="polite">${faults.map((fault) => html`<p>${fault}</p>`)}</div>`;
}

/** @param {string} id @param {string | null} help @param {string[]} faults */
function describing(id, help, faults) {
  return [help && `${id}-help`, faults.length > 0 && `${id}-faults`].filter(Boolean).join(" ") || null;
}

/**
 * Options to tap: one of them, or several with `many`. `short` puts them side by side.
 * @param {{ options: Option[], chosen: any, onChoose: (chosen: any) => void, many?: boolean, short?: boolean }} props
 */
export function Options({ options, chosen, onChoose, many = false, short = false }) {
  const name = useId();
  return html`<div class=${short ? "options options-short" : "options"}>
    ${options.map(
      ({ value, label }) => html`<label class="option" key=${String(value)}>
        <input type=${many ? "checkbox" : "radio"} name=${name} autocomplete="off" checked=${isChosen(chosen, value)}
          onChange=${onTicked((isOn) => onChoose(many ? toggled(chosen, value, isOn) : value))} />
        <span>${label}</span>
      </label>`,
    )}
  </div>`;
}

/** @param {any} chosen @param {any} value */
function isChosen(chosen, value) {
  return Array.isArray(chosen) ? chosen.includes(value) : chosen === value;
}

/** @param {any[] | undefined} chosen @param {any} value @param {boolean} on */
function toggled(chosen, value, on) {
  const others = (chosen ?? []).filter((one) => one !== value);
  return on ? [...others, value] : others;
}

/** The switch between the two languages; `onChange` gets the new locale. @param {{ page: Speech, onChange: (locale: string) => void }} props */
export function Languages({ page, onChange }) {
  const other = page.locale === "zh-Hans" ? "en" : "zh-Hans";
  return html`<button type="button" class="link-button" lang=${other} onClick=${() => onChange(other)}>
    ${other === "en" ? "English" : "中文"}
  </button>`;
}

/** A quiet word while something is on its way. @param {{ page: Speech }} props */
export function Waiting({ page }) {
  return html`<p class="waiting" role="status">${page.say("waiting")}</p>`;
}
