// @ts-check
/** The queue: views, filters, one line a case with severity and the next date at a glance. It looks again by itself. */

import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Heading, onToggled, ProblemNotice } from "../../shared/ui.js";
import { useKeys } from "../keys.js";
import { useTitle } from "../titled.js";
import { CaseLine } from "./case_line.js";
import { Filters } from "./filters.js";
import { LookUp } from "./look_up.js";
import { FIRST, Pager } from "./pager.js";
import { usePolled } from "./polled.js";
import { useSteady } from "./steady.js";
import { Choice, Taking, useTaking } from "./taking.js";
import { Views } from "./views.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("../types").Filters} FiltersOfQueue
 * @typedef {import("./pager.js").Place} Place
 */

const Bulk = lazy(() => import("./bulk.js"), "Bulk");
const PAGE_SIZE = "25";

/** @param {{ page: Desk, filters: FiltersOfQueue, setFilters: (filters: FiltersOfQueue) => void }} props */
export function Queue({ page, filters, setFilters }) {
  const { say, desk } = page;
  const asked = JSON.stringify(filters);
  const [{ cursor, before }, setPlace] = useState(/** @type {Place} */ (desk.place.asked === asked ? desk.place : FIRST));
  const query = { ...filters, cursor, limit: PAGE_SIZE };
  /** @type {import("../types").Found<import("api").CasePageOut>} */
  const found = usePolled(page.call, "/cases", query);
  const steady = useSteady(found.data, JSON.stringify(query));
  const go = (/** @type {Place} */ place, of = asked) => {
    desk.place = { ...place, asked: of };
    setPlace(place);
  };
  const show = (/** @type {FiltersOfQueue} */ next) => {
    go(FIRST, JSON.stringify(next));
    setFilters(next);
  };
  const next = found.data?.next_cursor ?? null;
  if (found.data) Object.assign(desk, { query, next, shown: steady.lines.filter((line) => !line.isGone).map(({ item }) => item.id) });
  const count = found.data && `(${found.data.items.length}${next || before.length ? "+" : ""})`;
  useTitle(page, [count, say("queue.title")].filter(Boolean).join(" "));
  return html`<section>
    <div class="queue-top"><${Heading} quiet=${Boolean(desk.read)}>${say("queue.title")}<//><${LookUp} page=${page} /></div>
    <${Views} page=${page} filters=${filters} onShow=${show} />
    <${Filters} page=${page} filters=${filters} onChange=${(/** @type {FiltersOfQueue} */ changes) => show({ ...filters, ...changes })} />
    <${Many} page=${page} filters=${filters} onDone=${found.again} />
    ${found.problem && html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`}
    <p class=${found.data || found.problem ? "help" : "waiting"} role="status">${saidOf(found, steady.lines.length, say)}</p>
    ${found.data && html`<${Cases} steady=${steady} page=${page} onTaken=${found.again} />`}
    <${Pager} place=${{ cursor, before }} next=${next} onGo=${go} page=${page} />
  </section>`;
}

/** Fetched when somebody opens it. @param {{ page: Desk, filters: FiltersOfQueue, onDone: () => void }} props */
function Many({ page, filters, onDone }) {
  const [isOpen, setOpen] = useState(false);
  return html`<details class="bulk" onToggle=${onToggled(setOpen)}><summary>${page.say("bulk.title")}</summary>
    ${isOpen && html`<${Bulk} key=${JSON.stringify(filters)} page=${page} filters=${filters} onDone=${onDone} />`}</details>`;
}

/**
 * How many there are, always in the same place, so that a screen reader says what a filter or another page brought.
 * @param {import("../types").Found<any>} found @param {number} count @param {import("../../shared/words.js").Say} say
 */
function saidOf(found, count, say) {
  if (!found.data) return found.problem ? "" : say("waiting");
  return count ? say("queue.count", { count }) : say("queue.none");
}

/** @param {{ steady: ReturnType<typeof useSteady>, page: Desk, onTaken: () => void }} props */
function Cases({ steady, page, onTaken }) {
  const { say, desk } = page;
  const { lines, arrived, hasChanged, show } = steady;
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const taking = useTaking(page, lines.filter((line) => !line.isGone).map(({ item }) => item), onTaken);
  useWalk(list);
  useKeys({ x: () => taking.areOffered && toggleFocused(list.current, taking) });
  useEffect(() => {
    if (!desk.read) return;
    const line = /** @type {HTMLElement | null | undefined} */ (list.current?.querySelector(`a[href="#/cases/${desk.read}"]`));
    desk.read = null;
    (line ?? /** @type {HTMLElement | null} */ (document.querySelector("main h1")))?.focus();
  }, []);
  return html`<div role="status">${hasChanged && html`<p class="notice queue-changed"><span>${arrived > 0 ? say("queue.arrived", { count: arrived }) : say("queue.changed")}</span>
      <button type="button" class="button" onClick=${show}>${say("queue.show")}</button></p>`}</div>
    <${Taking} taking=${taking} page=${page} />
    <ul class=${taking.areOffered ? "cases has-choices" : "cases"} ref=${list}>${lines.map(({ item, isGone }) => html`<li key=${item.id}>${taking.areOffered && item.may_take && !isGone && html`<${Choice} item=${item} taking=${taking} page=${page} />`}<${CaseLine} item=${item} page=${page} isGone=${isGone} /></li>`)}</ul>`;
}

/** @param {HTMLElement | null} list @param {import("./taking.js").Taking} taking */
function toggleFocused(list, { open, toggle }) {
  const item = open.find(({ id }) => list?.querySelector(`a[href="#/cases/${id}"]`) === document.activeElement);
  if (item) toggle(item.id);
}

function toFilters() {
  const box = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".filter-box"));
  if (!box) return;
  box.open = true;
  box.querySelector("select")?.focus();
}

/** ↑ ↓ or k j between the lines, wherever one is; Tab works as everywhere. @param {{ current: HTMLElement | null }} list */
function useWalk(list) {
  const walk = (/** @type {1 | -1} */ step) => () => {
    const lines = /** @type {HTMLElement[]} */ ([...(list.current?.querySelectorAll("a.case-line") ?? [])]);
    const at = lines.findIndex((line) => line === document.activeElement);
    lines[at < 0 ? 0 : at + step]?.focus();
  };
  useKeys({ ArrowDown: walk(1), j: walk(1), ArrowUp: walk(-1), k: walk(-1), "/": toFilters });
}
