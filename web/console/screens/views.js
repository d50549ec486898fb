// @ts-check
/** Views of the queue: a few that everybody has, and those that this browser saved. */

import { html, useState } from "../../shared/html.js";
import { savedViews, saveViews } from "../saved.js";

/** What the queue shows at first: what is still to be done. */
export const OPEN = { open: true };
const EVERYBODYS = {
  officer: { open: OPEN, mine: { open: true, assignee: "me" }, overdue: { overdue: true }, urgent: { open: true, severity: "urgent" }, all: {} },
  supervisor: { open: OPEN, overdue: { overdue: true }, urgent: { open: true, severity: "urgent" }, all: {} },
};

export function Views({ page, filters, onShow }) {
  const [saved, setSaved] = useState(savedViews);
  const [name, setName] = useState(null);
  const ready = Object.entries(EVERYBODYS[page.me.role] ?? {}).map(([id, one]) => ({ id, name: page.say(`views.${id}`), filters: one }));
  const isNow = (one) => same(one.filters, filters);
  const keep = (next) => {
    saveViews(next);
    setSaved(next);
    setName(null);
  };
  const isNew = ![...ready, ...saved].some(isNow);
  return html`<nav class="views" aria-label=${page.say("views.title")}>
    ${[...ready, ...saved].map((one) => html`<button type="button" key=${one.id} class="chip" aria-current=${isNow(one) ? "true" : null} onClick=${() => onShow(one.filters)}>${one.name}</button>`)}
    ${saved.some(isNow) && html`<button type="button" class="link-button" onClick=${() => keep(saved.filter((one) => !isNow(one)))}>${page.say("views.forget")}</button>`}
    ${isNew && name === null && html`<button type="button" class="link-button" onClick=${() => setName("")}>${page.say("views.save")}</button>`}
    ${name !== null && html`<form class="view-name" onSubmit=${(event) => { event.preventDefault(); if (name.trim()) keep([...saved, { id: crypto.randomUUID(), name: name.trim(), filters }]); }}>
      <input type="text" aria-label=${page.say("views.name")} placeholder=${page.say("views.name")} maxlength="30" value=${name} onInput=${(event) => setName(event.target.value)} />
      <button class="button">${page.say("views.keep")}</button></form>`}
  </nav>`;
}

/** Whether two sets of filters ask for the same. */
function same(one, other) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.every((name) => (one[name] || null) === (other[name] || null));
}
