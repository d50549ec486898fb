// @ts-check
/** Somebody on the phone reads out a reference: the case it is in opens, if this desk has it. */

import { html, useRef, useState } from "../../shared/html.js";
import { Field, onTyped, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { useKeys } from "../keys.js";

const LONGEST = "64";
const NOTHING_TYPED = " "; // which the service refuses in words; a query without a reference would be for the whole queue

/** @param {{ page: import("../types").Desk }} props */
export function LookUp({ page }) {
  const { say } = page;
  const form = useRef(/** @type {HTMLElement | null} */ (null));
  const [reference, setReference] = useState("");
  const [isNone, setNone] = useState(false);
  const { problem, isBusy, submit, forgive } = useSending(async () => {
    setNone(false);
    /** @type {{ data: import("api").CasePageOut }} */
    const { data } = await page.call("GET", "/cases", { query: { reference: reference || NOTHING_TYPED } });
    const [found] = data.items;
    if (found) location.hash = `#/cases/${found.id}`;
    setNone(!found);
  });
  const type = (/** @type {string} */ typed) => {
    setReference(typed);
    setNone(false);
    forgive();
  };
  const faults = problem?.about("reference") ?? [];
  useKeys({ f: () => form.current?.querySelector("input")?.focus() });
  return html`<form class="look-up" role="search" ref=${form} onSubmit=${submit} novalidate>
    <${Field} label=${say("look_up.title")} faults=${faults}>
      ${(/** @type {object} */ bound) => html`<div class="look-up-field"><input ...${bound} type="search" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength=${LONGEST} value=${reference} onInput=${onTyped(type)} />
        <button class="button" disabled=${isBusy}>${say("look_up.find")}</button></div>`}
    <//>
    <p role="status">${isNone && say("look_up.none")}</p>
    ${faults.length === 0 && html`<${ProblemNotice} problem=${problem} page=${page} />`}
  </form>`;
}
