// @ts-check
/** Photos, documents and recordings of a report: chosen before it is sent, seen on their way after. */

import { asProblem } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { Notice, ProblemNotice } from "../../shared/ui.js";

const MB = 1024 * 1024;

/** Choose files for the draft, and take them back. */
export function Files({ page, draft, uploads }) {
  const { most_files, largest_bytes, media_types } = page.vocabulary.evidence;
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState([]);
  const room = most_files - draft.files.length;
  const choose = async (event) => {
    const chosen = [...event.target.files];
    event.target.value = "";
    const fitting = chosen.filter((file) => file.size <= largest_bytes || file.type.startsWith("image/")).slice(0, room);
    const large = chosen.filter((file) => !fitting.includes(file));
    setSaid(large.map((file) => page.say(file.size > largest_bytes ? "files.too_large" : "files.too_many", { name: file.name, max: file.size > largest_bytes ? largest_bytes / MB : most_files })));
    setBusy(true);
    await uploads.add(draft.id, fitting);
    setBusy(false);
  };
  return html`<section class="files" aria-labelledby="files">
    <h2 id="files">${page.say("files.title")} <span class="optional">${page.say("optional")}</span></h2>
    <p class="help">${page.say("files.help", { count: most_files, max: largest_bytes / MB })}</p>
    <${FileList} page=${page} files=${draft.files} parts=${uploads.parts} onRemove=${(id) => uploads.remove(draft.id, id)} />
    ${said.length > 0 && html`<${Notice} kind="warn" live="alert">${said.map((line) => html`<p>${line}</p>`)}<//>`}
    ${room > 0 && html`<label class="button file-button">${page.say(isBusy ? "files.reading" : "files.add")}<input class="sr-only" type="file" multiple accept=${media_types.join()} disabled=${isBusy} onChange=${choose} /></label>`}
  </section>`;
}

/** Files and how far each has come; `onRemove` where one may still be taken back. */
export function FileList({ page, files, parts, onRemove = null }) {
  if (files.length === 0) return null;
  return html`<ul class="file-list" aria-label=${page.say("files.title")}>${files.map((file) => html`<li key=${file.id} class="card">
    <p><b>${file.name}</b> <span class="help">${(file.size / MB).toFixed(1)} MB</span></p>
    ${!onRemove && html`<p class="help" role="status">${page.say(`files.state.${file.state}`)}</p>`}
    ${!onRemove && file.state === "waiting" && html`<progress max="1" value=${parts[file.id] ?? 0} aria-label=${file.name}></progress>`}
    ${file.why && html`<p class="help">${file.why}</p>`}
    ${onRemove && html`<button type="button" class="link-button" onClick=${() => onRemove(file.id)}>${page.say("files.remove")}<span class="sr-only"> ${file.name}</span></button>`}
  </li>`)}</ul>`;
}

/** What the service has of the files, and what it took out of them. */
export function KeptFiles({ page, mine }) {
  if (mine.evidence.length === 0) return null;
  return html`<h2>${page.say("files.kept")}</h2>
    <ul class="file-list">${mine.evidence.map((file) => html`<li key=${file.id} class="card"><p><b>${file.name}</b> ${file.state !== "ready" && html`<span class="badge">${page.say("files.state.uploading")}</span>`}</p>
      ${file.state === "ready" && html`<p class="help">${file.removed.length ? page.say("files.removed", { what: file.removed.map((one) => one.text).join("、") }) : page.say("files.nothing_removed")} · ${file.scan_text}</p>`}</li>`)}</ul>`;
}

/** Add files to a report that is followed: they go up at once. */
export function MoreFiles({ page, receipt, onChanged }) {
  const [sending, setSending] = useState(null);
  const [problem, setProblem] = useState(null);
  const choose = async (event) => {
    const chosen = [...event.target.files];
    event.target.value = "";
    setProblem(null);
    const { lightened, upload } = await import("../evidence.js");
    try {
      for (const file of chosen) {
        const told = (part) => setSending({ name: file.name, part });
        told(0);
        await upload({ blob: await lightened(file), name: file.name, url: null, receipt, locale: page.locale, onUrl: () => null, onProgress: told });
      }
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSending(null);
    await onChanged();
  };
  return html`<div class="field">
    ${sending && html`<p class="help" role="status">${sending.name}</p><progress max="1" value=${sending.part} aria-label=${sending.name}></progress>`}
    <${ProblemNotice} problem=${problem} page=${page} />
    <label class="button file-button">${page.say("files.add")}<input class="sr-only" type="file" multiple accept=${page.vocabulary.evidence.media_types.join()} disabled=${sending !== null} onChange=${choose} /></label>
  </div>`;
}
