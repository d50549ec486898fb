// @ts-check
/** Files of a report: fetched when somebody asks for one, and shown as pictures, sound, or to be saved. */

import { asProblem } from "../../shared/api.js";
import { html, useEffect, useState } from "../../shared/html.js";
import { ProblemNotice } from "../../shared/ui.js";

const MB = 1024 * 1024;

export function CaseFiles({ files, page, caseId }) {
  return html`<ul class="file-list">${files.map((file) => html`<li key=${file.id}><${CaseFile} file=${file} page=${page} caseId=${caseId} /></li>`)}</ul>`;
}

function CaseFile({ file, page, caseId }) {
  const { say } = page;
  const [source, setSource] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => () => source && URL.revokeObjectURL(source), [source]);
  const open = async () => {
    setProblem(null);
    try {
      const { data } = await page.call("GET", `/cases/${caseId}/evidence/${file.id}`, { asFile: true });
      setSource(URL.createObjectURL(data));
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const removed = file.removed.map((one) => one.text).join("、");
  return html`<div class="file"><p><b>${file.name}</b> <span class="help">${(file.size / MB).toFixed(1)} MB · ${file.scan_text}${removed && ` · ${say("case.file_removed", { what: removed })}`}</span></p>
    <${ProblemNotice} problem=${problem} page=${page} />
    ${source ? html`<${Shown} file=${file} source=${source} say=${say} />` : html`<button type="button" class="button" onClick=${open}>${say("case.file_open")}</button>`}
  </div>`;
}

/** Drawn or played by the page itself; a document is saved, and nothing of it runs here. */
function Shown({ file, source, say }) {
  return html`${file.media_type.startsWith("image/") && html`<img class="file-picture" src=${source} alt=${file.name} />`}
    ${file.media_type.startsWith("audio/") && html`<audio controls src=${source} aria-label=${file.name}></audio>`}
    <p><a class="button" href=${source} download=${file.name}>${say("case.file_save")}</a></p>`;
}
