// @ts-check
/** Views of the queue: a few that everybody has, and those that this browser saved. The one chosen last opens next time. */

import { html, useState } from "../../shared/html.js";
import { onTyped } from "../../shared/ui.js";
import { labelOf } from "../../shared/words.js";
import { useKeys } from "../keys.js";
import { lastView, noteView, savedViews, saveViews } from "../saved.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("../types").Filters} FiltersOfQueue
 * @typedef {import("../saved.js").View} View
 */

/** What is still to be done: what the queue shows to who has chosen no view yet. */
export const OPEN = { open: true };
const OVERDUE = { overdue: true };
const URGENT = { open: true, severity: "urgent" };
/** @type {Record<string, Record<string, FiltersOfQueue>>} by role */
const EVERYBODYS = {
  officer: { mine: { open: true, assignee: "me" }, arrived: { status: "submitted" }, open: OPEN, overdue: OVERDUE, urgent: URGENT, all: {} },
  supervisor: { open: OPEN, overdue: OVERDUE, urgent: URGENT, all: {} },
};
const DIGITS = 9;

/** The views that a person has without saving any. A supervisor's end with the concerns of the service. @param {Desk} page @returns {View[]} */
function readyViews({ me, say, vocabulary }) {
  const ready = Object.entries(EVERYBODYS[me.role] ?? { open: OPEN }).map(([id, filters]) => ({ id, name: say(`views.${id}`), filters }));
  if (me.role !== "supervisor") return ready;
  return [...ready, ...vocabulary.concerns.map(({ value }) => ({ id: value, name: labelOf(vocabulary.concerns, value), filters: { concern: value } }))];
}

/** The filters that the queue opens with. @param {Desk} page @returns {FiltersOfQueue} */
export function firstFilters(page) {
  const id = lastView();
  return [...readyViews(page), ...savedViews()].find((one) => one.id === id)?.filters ?? OPEN;
}

/** @param {{ page: Desk, filters: FiltersOfQueue, onShow: (filters: FiltersOfQueue) => void }} props */
export function Views({ page, filters, onShow }) {
  const [saved, setSaved] = useState(savedViews);
  const [name, setName] = useState(/** @type {string | null} */ (null));
  const views = [...readyViews(page), ...saved];
  const isNow = (/** @type {View} */ one) => same(one.filters, filters);
  const show = (/** @type {View} */ one) => {
    noteView(one.id);
    onShow(one.filters);
  };
  const keep = (/** @type {View[]} */ next) => {
    saveViews(next);
    setSaved(next);
    setName(null);
  };
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const given = name?.trim();
    if (given) keep([...saved, { id: crypto.randomUUID(), name: given, filters }]);
  };
  useKeys(Object.fromEntries(views.slice(0, DIGITS).map((one, index) => [String(index + 1), () => show(one)])));
  return html`<nav class="views" aria-label=${page.say("views.title")}>
    ${views.map((one) => html`<button type="button" key=${one.id} class="chip" aria-current=${isNow(one) ? "true" : null} onClick=${() => show(one)}>${one.name}</button>`)}
    ${saved.some(isNow) && html`<button type="button" class="link-button" onClick=${() => keep(saved.filter((one) => !isNow(one)))}>${page.say("views.forget")}</button>`}
    ${!views.some(isNow) && name === null && html`<button type="button" class="link-button" onClick=${() => setName("")}>${page.say("views.save")}</button>`}
    ${name !== null && html`<form class="view-name" onSubmit=${save}>
      <input type="text" autocomplete="off" aria-label=${page.say("views.name")} placeholder=${page.say("views.name")} maxlength="30" value=${name} onInput=${onTyped(setName)} />
      <button class="button">${page.say("views.keep")}</button></form>`}
  </nav>`;
}

/** Whether two sets of filters ask for the same. @param {FiltersOfQueue} one @param {FiltersOfQueue} other */
function same(one, other) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.every((name) => (one[name] || null) === (other[name] || null));
}
