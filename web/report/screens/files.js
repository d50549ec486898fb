// @ts-check
/** Photos, documents and recordings of a report: chosen before it is sent, seen on their way after. */

import { asProblem } from "../../shared/api.js";
import { html, useRef, useState } from "../../shared/html.js";
import { Quoted } from "../../shared/said.js";
import { Notice } from "../../shared/ui.js";
import { newKey } from "../../shared/fresh_key.js";
import { listed, MB, sizeText } from "../../shared/words.js";
import { lightened, upload } from "../evidence.js"; // here already when the network is gone

/**
 * @typedef {import("../types").PhonePage} PhonePage
 * @typedef {import("../draft.js").ChosenFile} ChosenFile
 * @typedef {{ id: string, name: string, size: number, state: "waiting" | "cut" | "refused", url: string | null, why: string }} AddedFile
 *   `cut` goes on when asked to
 */

/** Choose files for the draft, and take them back. @param {import("../types").DraftProps} props */
export function Files({ page, draft, uploads }) {
  const { most_files, largest_bytes } = page.vocabulary.evidence;
  return html`<section class="files" aria-labelledby="files">
    <h2 id="files">${page.say("files.title")} <span class="optional">${page.say("optional")}</span></h2>
    <p class="help">${page.say("files.help", { count: most_files, max: largest_bytes / MB })}</p>
    <${FileList} page=${page} files=${draft.files} parts=${uploads.parts} noteOf=${(/** @type {ChosenFile} */ file) => noteOn(file, uploads, page)} onRemove=${(/** @type {string} */ id) => uploads.remove(draft.id, id)} />
    <${Chooser} page=${page} room=${most_files - draft.files.length} onChoose=${(/** @type {File[]} */ chosen) => uploads.add(draft.id, chosen)} />
  </section>`;
}

/**
 * A button that takes files; `onChoose` gets those that may go up and gives the names of those that are too large all the same.
 * @param {{ page: PhonePage, room: number, onChoose: (chosen: File[]) => Promise<string[]> }} props
 */
function Chooser({ page, room, onChoose }) {
  const { most_files, largest_bytes, media_types } = page.vocabulary.evidence;
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState(/** @type {string[]} */ ([]));
  const tooLarge = (/** @type {string} */ name) => page.say("files.too_large", { name, max: largest_bytes / MB });
  const choose = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const chosen = [...(input.files ?? [])];
    input.value = "";
    setBusy(true);
    const small = chosen.filter((file) => file.size <= largest_bytes || file.type.startsWith("image/"));
    const refused = chosen.filter((file) => !small.includes(file)).map((file) => tooLarge(file.name));
    const many = small.slice(room).map((file) => page.say("files.too_many", { name: file.name, max: most_files }));
    setSaid([...refused, ...many]);
    const still = await onChoose(small.slice(0, room));
    setSaid([...refused, ...still.map(tooLarge), ...many]);
    setBusy(false);
  };
  return html`
    ${said.length > 0 && html`<${Notice} kind="warn" live="alert">${said.map((line) => html`<p>${line}</p>`)}<//>`}
    ${room > 0 && html`<label class="button file-button">${page.say(isBusy ? "files.reading" : "files.add")}<input class="sr-only" type="file" autocomplete="off" multiple accept=${media_types.join()} disabled=${isBusy} onChange=${choose} /></label>`}`;
}

/**
 * Files and how far each has come; before they are sent, `onRemove` takes one back and `noteOf` says more.
 * @template {{ id: string, name: string, size: number, state: string, why: string }} Shown
 * @param {{ page: PhonePage, files: Shown[], parts: Record<string, number>, onRemove?: ((id: string) => void) | null,
 *   noteOf?: ((file: Shown) => string) | null }} props
 */
export function FileList({ page, files, parts, onRemove = null, noteOf = null }) {
  if (files.length === 0) return null;
  return html`<ul class="file-list" aria-label=${page.say("files.title")}>${files.map((file) => html`<li key=${file.id} class="card">
    <p><b><${Quoted} text=${file.name} /></b> <span class="help">${sizeText(file.size, page.locale)}</span></p>
    ${!onRemove && html`<p class="help" role="status">${page.say(`files.state.${file.state}`)}</p>`}
    ${!onRemove && file.state === "waiting" && html`<progress max="1" value=${parts[file.id] ?? 0} aria-label=${file.name}></progress>`}
    ${noteOf && html`<p class="help" role="status">${noteOf(file)}</p>`}
    ${file.why && html`<p class="help">${file.why}</p>`}
    ${onRemove && html`<button type="button" class="link-button" onClick=${() => onRemove(file.id)}>${page.say("files.remove")}<span class="sr-only"> ${file.name}</span></button>`}
  </li>`)}</ul>`;
}

/**
 * What there is to know of a file before it is sent.
 * @param {ChosenFile} file
 * @param {import("../uploads.js").Uploads} uploads
 * @param {PhonePage} page
 */
function noteOn(file, { reading, missing }, page) {
  if (missing.includes(file.id)) return page.say("files.state.lost");
  if (reading.includes(file.id)) return page.say("files.reading");
  if (!file.isKept) return page.say("files.not_kept");
  return page.say(file.isBare ? "files.bare" : "files.as_it_is");
}

/** What the service has of the files, and what it took out of them. @param {{ page: PhonePage, mine: import("api").MineOut }} props */
export function KeptFiles({ page, mine }) {
  if (mine.evidence.length === 0) return null;
  return html`<h2>${page.say("files.kept")}</h2>
    <ul class="file-list">${mine.evidence.map((file) => html`<li key=${file.id} class="card"><p><b><${Quoted} text=${file.name} /></b> ${file.state !== "ready" && html`<span class="badge">${page.say("files.state.uploading")}</span>`}</p>
      ${file.state === "ready" && html`<p class="help">${file.removed.length ? page.say("files.removed", { what: listed(file.removed.map((one) => one.text), page.locale) }) : page.say("files.nothing_removed")} · ${file.scan_text}</p>`}</li>`)}</ul>`;
}

/** Add files to a report that is followed: they go up at once, one after another; what was cut goes on when asked to. @param {import("../types").MineProps} props */
export function MoreFiles({ page, mine, receipt, onChanged }) {
  const [files, setFiles] = useState(/** @type {AddedFile[]} */ ([]));
  const [parts, setParts] = useState(/** @type {Record<string, number>} */ ({}));
  const [isSending, setSending] = useState(false);
  const blobs = useRef(/** @type {Map<string, Blob>} */ (new Map())).current;
  const known = useRef(files);
  const become = (/** @type {AddedFile[]} */ next) => {
    known.current = next;
    setFiles(next);
  };
  const change = (/** @type {string} */ id, /** @type {Partial<AddedFile>} */ changes) =>
    become(known.current.map((file) => (file.id === id ? { ...file, ...changes } : file)));
  const sendOne = async (/** @type {AddedFile} */ file) => {
    const onProgress = (/** @type {number} */ part) => setParts((before) => ({ ...before, [file.id]: part }));
    const blob = /** @type {Blob} */ (blobs.get(file.id));
    try {
      await upload({ blob, name: file.name, url: file.url, receipt, locale: page.locale, onUrl: (url) => change(file.id, { url }), onProgress });
      become(known.current.filter((one) => one.id !== file.id)); // shown by what the service has
    } catch (error) {
      const problem = asProblem(error);
      change(file.id, problem.isForLater ? { state: "cut" } : { state: "refused", why: problem.detail || problem.title });
    }
  };
  const send = async () => {
    setSending(true);
    for (const file of known.current.filter((one) => one.state !== "refused")) await sendOne(file);
    setSending(false);
    await onChanged().catch(() => null);
  };
  const choose = async (/** @type {File[]} */ chosen) => {
    const made = [];
    for (const file of chosen) made.push({ id: newKey(), name: file.name, ...(await lightened(file)) }); // one by one: a phone has little memory
    const fitting = made.filter(({ blob }) => blob.size <= page.vocabulary.evidence.largest_bytes);
    for (const { id, blob } of fitting) blobs.set(id, blob);
    const added = fitting.map(({ id, name, blob }) => /** @type {AddedFile} */ ({ id, name, size: blob.size, state: "waiting", url: null, why: "" }));
    become([...known.current.filter((one) => one.state !== "refused"), ...added]);
    await send();
    return made.filter((one) => !fitting.includes(one)).map((one) => one.name);
  };
  const isCut = !isSending && files.some((file) => file.state === "cut");
  return html`<div class="field">
    <${FileList} page=${page} files=${files} parts=${parts} />
    ${isCut && html`<button type="button" class="button" onClick=${send}>${page.say("again")}</button>`}
    ${!isCut && html`<${Chooser} page=${page} room=${page.vocabulary.evidence.most_files - mine.evidence.length} onChoose=${choose} />`}
  </div>`;
}
