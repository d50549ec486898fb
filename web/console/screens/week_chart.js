// @ts-check
/** What came and what was answered, week by week, as lines. The table below it says the same in numbers. */

import { html, useEffect, useRef } from "../../shared/html.js";
import { labelOf } from "../../shared/words.js";

/** @typedef {{ page: import("../types").Desk, items: import("api").FiguresLineOut[] }} Props */

const HEIGHT = 240;
const LINES = /** @type {const} */ ([["received", "--ink", []], ["on_time", "--good", [8, 4]], ["late", "--bad", [2, 4]]]);
const FEWEST_AXIS = 5; // the axis is never so fine that it would have halves of reports

/** @param {Props} props */
export function WeekChart({ page, items }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => drawn(place.current, page, items), [items]);
  const { say, vocabulary } = page;
  return html`<figure class="chart" dir="ltr">
    <div ref=${place} role="img" aria-label=${say("figures.chart")}></div>
    <figcaption>${LINES.map(([name, color]) => html`<span key=${name} class=${`chart-key chart-key${color.slice(1)}`}>${labelOf(vocabulary.measures, name)}</span> `)}</figcaption>
  </figure>`;
}

/**
 * Draw, and draw again when the window or its colours change; answers how to end it.
 * @param {HTMLElement | null} place
 * @param {Props["page"]} page
 * @param {Props["items"]} items
 */
function drawn(place, page, items) {
  /** @type {{ destroy(): void } | null} */
  let chart = null;
  let isOver = false;
  const draw = () => {
    chart?.destroy();
    chart = place && !isOver && globalThis.uPlot ? new globalThis.uPlot(options(place, page, items), columns(items), place) : null;
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  import("../../vendor/uplot.js").then(draw, () => null); // 22 kB that only this screen needs; without it the table stands
  dark.addEventListener("change", draw);
  addEventListener("resize", draw);
  return () => {
    isOver = true;
    chart?.destroy();
    dark.removeEventListener("change", draw);
    removeEventListener("resize", draw);
  };
}

/** @param {Props["items"]} items */
function columns(items) {
  return [items.map((_, index) => index), ...LINES.map(([name]) => items.map((line) => line[name]))];
}

/** @param {HTMLElement} place @param {Props["page"]} page @param {Props["items"]} items */
function options(place, page, items) {
  const style = getComputedStyle(place);
  const color = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || style.color;
  const axis = { stroke: color("--quiet"), grid: { stroke: color("--line") }, ticks: { stroke: color("--line") } };
  const named = (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((index) => (Number.isInteger(index) ? items[index]?.week?.slice(5) ?? "" : ""));
  const whole = (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((number) => (Number.isInteger(number) ? String(number) : ""));
  return {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (/** @type {unknown} */ _, /** @type {number} */ __, /** @type {number} */ most) => /** @type {[number, number]} */ ([0, Math.max(FEWEST_AXIS, most)]) } },
    axes: [{ ...axis, grid: { show: false }, values: named }, { ...axis, values: whole }],
    series: [{}, ...LINES.map(([name, line, dash]) => ({ label: labelOf(page.vocabulary.measures, name), stroke: color(line), width: 2, dash: [...dash], points: { show: true } }))],
  };
}
