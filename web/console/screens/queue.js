// @ts-check
/** The queue: views, filters, one line a case with severity and the next date at a glance. It looks again by itself. */

import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { Heading, ProblemNotice, Waiting } from "../../shared/ui.js";
import { CaseLine } from "./case_line.js";
import { Filters } from "./filters.js";
import { usePolled } from "./polled.js";
import { Views } from "./views.js";

const PAGE_SIZE = "25";
const FIRST = { cursor: null, before: [] };

export function Queue({ page, filters, setFilters }) {
  const [{ cursor, before }, setPlace] = useState(FIRST);
  const query = { ...filters, cursor, limit: PAGE_SIZE };
  const found = usePolled(page.call, "/cases", query);
  const show = (next) => {
    setPlace(FIRST);
    setFilters(next);
  };
  const forward = () => setPlace({ cursor: found.data.next_cursor, before: [...before, cursor] });
  const back = () => setPlace({ cursor: before.at(-1) ?? null, before: before.slice(0, -1) });
  return html`<section>
    <${Heading}>${page.say("queue.title")}<//>
    <${Views} page=${page} filters=${filters} onShow=${show} />
    <${Filters} page=${page} filters=${filters} onChange=${(changes) => show({ ...filters, ...changes })} />
    ${found.problem && html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />`}
    ${found.data ? html`<${Cases} items=${found.data.items} page=${page} />` : !found.problem && html`<${Waiting} page=${page} />`}
    <div class="pager">
      ${before.length > 0 && html`<button type="button" class="button" onClick=${back}>${page.say("queue.back")}</button>`}
      ${found.data?.next_cursor && html`<button type="button" class="button" onClick=${forward}>${page.say("queue.more")}</button>`}
    </div>
  </section>`;
}

function Cases({ items, page }) {
  const list = useRef(null);
  useKeys(list);
  return html`<p class="help" role="status">${items.length ? `${page.say("queue.count", { count: items.length })} · ${page.say("queue.keys")}` : page.say("queue.none")}</p>
    <ul class="cases" ref=${list}>${items.map((item) => html`<li key=${item.id}><${CaseLine} item=${item} page=${page} /></li>`)}</ul>`;
}

/** ↑ ↓ or k j between the lines wherever one is, but for where one types; Tab works as everywhere. */
function useKeys(list) {
  useEffect(() => {
    const walk = (event) => {
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [role=tab]")) return;
      const lines = [...(list.current?.querySelectorAll("a.case-line") ?? [])];
      const at = lines.indexOf(document.activeElement);
      lines[at < 0 ? 0 : at + step]?.focus();
      event.preventDefault();
    };
    addEventListener("keydown", walk);
    return () => removeEventListener("keydown", walk);
  }, []);
}
