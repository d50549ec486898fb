// @ts-check
/** Files of a report: fetched when somebody asks for one, shown in a frame of its own, or saved. */

import { asProblem } from "../../shared/api.js";
import { html, useEffect, useState } from "../../shared/html.js";
import { lazy } from "../../shared/lazy.js";
import { Quoted } from "../../shared/said.js";
import { ProblemNotice } from "../../shared/ui.js";
import { listed, sizeText } from "../../shared/words.js";

/** @typedef {import("api").EvidenceOut} EvidenceOut */

const Viewer = lazy(() => import("./viewer.js"), "Viewer");

/** @param {{ files: EvidenceOut[], page: import("../types").Desk, caseId: string }} props */
export function CaseFiles({ files, page, caseId }) {
  return html`<ul class="file-list">${files.map((file) => html`<li key=${file.id}><${CaseFile} file=${file} page=${page} caseId=${caseId} /></li>`)}</ul>`;
}

/** @param {{ file: EvidenceOut, page: import("../types").Desk, caseId: string }} props */
function CaseFile({ file, page, caseId }) {
  const { say } = page;
  const [blob, setBlob] = useState(/** @type {Blob | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null));
  const open = async () => {
    setProblem(null);
    try {
      setBlob((await page.call("GET", `/cases/${caseId}/evidence/${file.id}`, { asFile: true })).data);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const removed = listed(file.removed.map((one) => one.text), page.locale);
  return html`<div class="file"><p><b><${Quoted} text=${file.name} /></b> <span class="help">${sizeText(file.size, page.locale)} · ${file.scan_text}${removed && ` · ${say("case.file_removed", { what: removed })}`}</span></p>
    <${ProblemNotice} problem=${problem} page=${page} />
    ${blob
      ? html`<${Viewer} file=${file} blob=${blob} page=${page} />
        <div class="act-buttons"><${Save} file=${file} blob=${blob} say=${say} /><button type="button" class="button" onClick=${() => setBlob(null)}>${say("case.file_close")}</button></div>`
      : html`<button type="button" class="button" onClick=${open}>${say("case.file_open")}</button>`}
  </div>`;
}

/** @param {{ file: EvidenceOut, blob: Blob, say: import("../../shared/words.js").Say }} props */
function Save({ file, blob, say }) {
  const [source, setSource] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setSource(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return html`<a class="button" href=${source} download=${file.name}>${say("case.file_save")}</a>`;
}
