// @ts-check
/** Views of the queue: those that the service has for the role, and those that whoever is in saved. The one chosen last opens next time. */

import { newKey } from "../../shared/fresh_key.js";
import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { onTyped, ProblemNotice } from "../../shared/ui.js";
import { useKeys } from "../keys.js";
import { useSending } from "../../shared/use_sending.js";
import { forgetBefore, lastView, noteView, savedBefore } from "../saved.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("../types").Filters} FiltersOfQueue
 * @typedef {import("../saved.js").View} View
 */

const DIGITS = 9;

/** The filters that the queue opens with: of the view that was chosen last. @param {Desk} page @returns {FiltersOfQueue} */
export function firstFilters({ me }) {
  const id = lastView();
  const known = [...me.views, ...savedOf(me)];
  return (known.find((one) => one.id === id) ?? me.views.find((one) => one.is_default))?.filters ?? {};
}

/** @param {Desk["me"]} me @returns {View[]} */
function savedOf(me) {
  return [...me.saved_views, ...savedBefore().filter((one) => !me.saved_views.some(({ id }) => id === one.id))];
}

/** @param {{ page: Desk, filters: FiltersOfQueue, onShow: (filters: FiltersOfQueue) => void }} props */
export function Views({ page, filters, onShow }) {
  const [saved, setSaved] = useState(() => savedOf(page.me));
  const [name, setName] = useState(/** @type {string | null} */ (null));
  const field = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    field.current?.focus();
  }, [name === null]);
  const views = /** @type {View[]} */ ([...page.me.views, ...saved]);
  const isNow = (/** @type {View} */ one) => same(one.filters, filters);
  const show = (/** @type {View} */ one) => {
    noteView(one.id);
    onShow(one.filters);
  };
  const wanted = useRef(saved);
  const { problem, submit } = useSending(async () => {
    const items = wanted.current.map((one) => ({ id: one.id, name: one.name, filters: given(one.filters) }));
    const { data } = await page.call("PUT", "/staff/me/views", { body: { items } });
    forgetBefore();
    page.me.saved_views = data.items; // the queue opens with them when one comes back to it
    setSaved(data.items);
    setName(null);
  });
  const keep = (/** @type {View[]} */ next) => {
    wanted.current = next;
    submit();
  };
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const called = name?.trim();
    if (called) keep([...saved, { id: newKey(), name: called, filters }]);
  };
  useKeys(Object.fromEntries(views.slice(0, DIGITS).map((one, index) => [String(index + 1), () => show(one)])));
  return html`<nav class="views" aria-label=${page.say("views.title")}>
    ${views.map((one) => html`<button type="button" key=${one.id} class="chip" aria-current=${isNow(one) ? "true" : null} onClick=${() => show(one)}><${Quoted} text=${one.name} /></button>`)}
    ${saved.some(isNow) && html`<button type="button" class="link-button" onClick=${() => keep(saved.filter((one) => !isNow(one)))}>${page.say("views.forget")}</button>`}
    ${!views.some(isNow) && name === null && html`<button type="button" class="link-button" onClick=${() => setName("")}>${page.say("views.save")}</button>`}
    ${name !== null && html`<form class="view-name" onSubmit=${save}>
      <input ref=${field} type="text" autocomplete="off" aria-label=${page.say("views.name")} placeholder=${page.say("views.name")} maxlength="30" value=${name} onInput=${onTyped(setName)} />
      <button class="button">${page.say("views.keep")}</button></form>`}
    <${ProblemNotice} problem=${problem} page=${page} />
  </nav>`;
}

/** Filters that say something. @param {FiltersOfQueue} filters */
function given(filters) {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null && value !== ""));
}

/** Whether two sets of filters ask for the same. @param {FiltersOfQueue} one @param {FiltersOfQueue} other */
function same(one, other) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.every((name) => (one[name] || null) === (other[name] || null));
}
