// @ts-check
/** In a demo whoever looks may be anybody, by one press. Where this is no demo, there is nothing here. */

import { ask } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { useAnswer } from "../../shared/use_answer.js";
import { labelOf } from "../../shared/words.js";

/**
 * @typedef {import("api").DemoLogInOut} DemoLogInOut
 * @typedef {{ division_code?: string, department?: string }} OfficeAsked
 */

/** The phone's receipt leads to the office of its report: `#/demo/411102/education`. @returns {OfficeAsked} */
function officeInAddress() {
  const [, division_code, department] = /^#\/demo\/(\w+)\/(\w+)$/.exec(location.hash) ?? [];
  return { division_code, department };
}

/** One of each role; of the office that was asked for, where it was. @param {DemoLogInOut[]} items @param {OfficeAsked} office */
function suggested(items, { division_code, department }) {
  const ofOffice = items.filter((one) => one.division_code === division_code && one.department === department);
  const firsts = items.filter((one, index) => items.findIndex((other) => other.role === one.role) === index);
  return ofOffice.length > 0 ? ofOffice : firsts;
}

/** @param {{ page: import("../../shared/ui.js").Page, isBusy: boolean, onChoose: (one: DemoLogInOut) => void }} props */
export function DemoLogIns({ page, isBusy, onChoose }) {
  const { data } = useAnswer(/** @returns {Promise<DemoLogInOut[]>} */ async () => (await ask("GET", "/demo/log-ins", { locale: page.locale })).data.items, [page.locale]);
  const [office] = useState(officeInAddress);
  if (!data?.length) return null;
  const chosen = suggested(data, office);
  const choose = (/** @type {DemoLogInOut} */ one) => {
    if (office.department) location.hash = "#/";
    onChoose(one);
  };
  const rows = (/** @type {DemoLogInOut[]} */ items) => html`<ul class="demo-rows stack">${items.map((one) => html`<li key=${one.username}>
    <button type="button" class="button" disabled=${isBusy} onClick=${() => choose(one)}>
      <span><b>${one.username}</b> · ${[one.office_name, labelOf(page.vocabulary.roles, one.role)].filter(Boolean).join(" · ")}</span></button></li>`)}</ul>`;
  return html`<section class="card log-in" aria-labelledby="demo">
    <h2 id="demo">${page.say("demo.title")}</h2>
    <p class="help">${page.say("demo.help")}</p>
    ${rows(chosen)}
    <details><summary>${page.say("demo.all", { count: data.length })}</summary>${rows(data)}</details>
  </section>`;
}
