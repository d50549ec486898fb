// @ts-check
/** Several cases in one go: accept them and take them on. Each is asked for by itself, and what became of each is said. */

import { asProblem } from "../../shared/api.js";
import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { Notice } from "../../shared/ui.js";
import { listed } from "../../shared/words.js";
import { toHeading } from "../../shared/focus.js";
import { useKept } from "../kept.js";
import { send } from "./changes.js";
import { HistoryLines } from "./history.js";

/**
 * @typedef {import("api").QueuedCaseOut} Item
 * @typedef {{ item: Item, became: "taken" | "accepted" | "refused", problem: import("../../shared/api.js").Problem | null }} Taken
 *   `accepted`: but it is nobody's yet
 * @typedef {{ open: Item[], chosen: Item[], taken: Taken[], isBusy: boolean, choose: (ids: string[]) => void, toggle: (id: string) => void,
 *   take: () => Promise<void>, areOffered: boolean, forget: () => void }} Taking
 */

/** @type {string[]} */
const NONE = [];
/** @type {Taken[]} */
const NOTHING = [];

/**
 * What is chosen of the lines on the page; what became of it stays until it is put away. `onTaken` looks again.
 * @param {import("../types").Desk} page @param {Item[]} items @param {() => void} onTaken @returns {Taking}
 */
export function useTaking({ desk, call }, items, onTaken) {
  const [ids, choose] = useKept(desk, "taking ids", NONE);
  const [taken, setTaken] = useKept(desk, "taking taken", NOTHING);
  const [isBusy, setBusy] = useState(false);
  const open = items.filter((item) => item.may_take);
  const chosen = open.filter((item) => ids.includes(item.id));
  const take = async () => {
    setBusy(true);
    const said = [];
    for (const item of chosen) said.push(await takeOne(call, item));
    choose(said.filter(({ became }) => became === "refused").map(({ item }) => item.id));
    setTaken(said);
    setBusy(false);
    onTaken();
  };
  const toggle = (/** @type {string} */ id) => choose(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  return { open, chosen, taken, isBusy, choose, toggle, take, areOffered: open.length > 1 || chosen.length > 0, forget: () => setTaken(NOTHING) };
}

/** On the version that stands on the page. @param {import("../types").Call} call @param {Item} item @returns {Promise<Taken>} */
async function takeOne(call, item) {
  /** @type {Taken["became"]} */
  let became = "refused";
  try {
    const { etag } = await send(call, { id: item.id, etag: `"${item.version}"` }, "accept", {});
    became = "accepted";
    await send(call, { id: item.id, etag }, "assign", { assignee: "me" });
    return { item, became: "taken", problem: null };
  } catch (error) {
    return { item, became, problem: asProblem(error) };
  }
}

/** The box before a line. @param {{ item: Item, taking: Taking, page: import("../types").Desk }} props */
export function Choice({ item, taking, page }) {
  return html`<label class="case-choice"><input type="checkbox" autocomplete="off" checked=${taking.chosen.includes(item)} disabled=${taking.isBusy} onChange=${() => taking.toggle(item.id)}
    aria-label=${page.say("taking.choose", { case: listed(item.references, page.locale, "narrow") })} /></label>`;
}

/** All of the page, and the one thing that is done to what is chosen. @param {{ taking: Taking, page: import("../types").Desk }} props */
export function Taking({ taking, page }) {
  const { open, chosen, isBusy, choose, take, areOffered } = taking;
  const { say } = page;
  const areAll = open.length > 0 && chosen.length === open.length;
  return html`<${Outcomes} taking=${taking} page=${page} />
    ${areOffered && html`<div class="taking"><label class="switch"><input type="checkbox" autocomplete="off" checked=${areAll} disabled=${isBusy} onChange=${() => choose(areAll ? NONE : open.map(({ id }) => id))} />
        <span>${say("taking.all", { count: open.length })}</span></label>
      ${chosen.length > 0 && html`<button type="button" class="button button-main" disabled=${isBusy} onClick=${take}>${say("taking.take", { count: chosen.length })}</button>`}</div>`}`;
}

/** What became of those that were chosen last, and why. @param {{ taking: Taking, page: import("../types").Desk }} props */
function Outcomes({ taking, page }) {
  const { say } = page;
  const { taken, forget } = taking;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (taken.length > 0) box.current?.focus();
  }, [taken]);
  if (taken.length === 0) return null;
  const own = taken.filter(({ became }) => became === "taken").length;
  const others = taken.filter(({ became }) => became !== "taken");
  return html`<div class="outcomes" tabindex="-1" ref=${box}><${Notice} kind=${others.length ? "warn" : "good"} live="status" title=${say("taking.taken", { count: own })}>
    ${others.length > 0 && html`<p>${say("taking.not_taken", { count: others.length })}</p>
      <ul class="rows">${others.map((one) => html`<${NotTaken} key=${one.item.id} one=${one} page=${page} />`)}</ul>`}
    <p><button type="button" class="button" onClick=${() => { forget(); toHeading(); }}>${say("taking.seen")}</button></p><//></div>`;
}

/** @param {{ one: Taken, page: import("../types").Desk }} props */
function NotTaken({ one: { item, became, problem }, page }) {
  const { say } = page;
  const isOffline = problem?.code === "offline";
  return html`<li><a href=${`#/cases/${item.id}`}>${listed(item.references, page.locale, "narrow")}</a>
    <p>${became === "accepted" && say("taking.accepted_only")} ${isOffline ? say("problem.offline") : [problem?.title || say("problem.unknown"), problem?.detail].filter(Boolean).join(" ")}</p>
    ${problem && problem.changed.length > 0 && html`<${HistoryLines} history=${problem.changed} page=${page} />`}</li>`;
}
