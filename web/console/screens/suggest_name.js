// @ts-check
/** Suggest for the registry whom a case is about: a clean name, which administrators read. */

import { html, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Field, onTyped, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { useKept } from "../kept.js";
import { Select } from "./filters.js";

const KINDS = ["school", "institution"];

/** @param {{ opened: import("../types").Opened, page: import("../types").Desk }} props */
export function SuggestName({ opened, page }) {
  const { say } = page;
  const [suggested, setSuggested] = useState(opened.suggested_name);
  const [target_kind, setKind] = useState(KINDS[0]);
  const [name, setName] = useKept(page.desk, `suggest ${opened.id} name`, "");
  const { problem, isBusy, submit } = useSending(async () => {
    await page.call("POST", `/cases/${opened.id}/registry_suggestion`, { body: { target_kind, name: name.trim() } });
    setSuggested(name.trim());
    setName("");
  });
  return html`<p role="status">${suggested && html`${say("suggest.waiting")} <${Quoted} text=${suggested} />`}</p>
    <details><summary>${say("suggest.title")}</summary>
      <form onSubmit=${submit} novalidate>
        <p class="help">${say("suggest.help")}</p>
        <${Select} label=${say("suggest.kind")} any=${null} value=${target_kind} onChange=${setKind} options=${KINDS.map((kind) => ({ value: kind, label: say(`kind.${kind}`) }))} />
        <${Field} label=${say("registry.name")} faults=${problem?.about("name") ?? []}>
          ${(/** @type {object} */ bound) => html`<input ...${bound} type="text" autocomplete="off" maxlength="200" value=${name} onInput=${onTyped(setName)} />`}
        <//>
        <${ProblemNotice} problem=${problem} page=${page} shown=${["name"]} />
        <p><button class="button" disabled=${isBusy}>${say("suggest.send")}</button></p>
      </form></details>`;
}
