// @ts-check
/** Files of reports that were sent go up one after another while the page is open, and go on where they were. */

import { Problem } from "../shared/api.js";
import { useEffect, useRef, useState } from "../shared/html.js";
import { newKey } from "../shared/fresh_key.js";
import { alone } from "./outbox.js";

const TRY_AGAIN_MS = 15_000;
const LOCK = "uploads"; // two pages would send a file twice

/**
 * @typedef {import("./draft.js").ChosenFile} ChosenFile
 * @typedef {{ id: string, receipt: string, file: ChosenFile }} WaitingFile `id` of its draft
 * @typedef {{ add: (id: string, chosen: File[]) => Promise<string[]>, remove: (id: string, fileId: string) => Promise<void>,
 *   parts: Record<string, number>, reading: string[], missing: string[] }} Uploads `add` takes files for a draft and gives the names of those that are too
 *   large, `remove` takes one back before it is sent; `parts` says how much of each is sent; `reading` are being made
 *   small, `missing` are no longer on this phone
 */

/**
 * @param {import("./types").PhonePage | null} page null while it is loading
 * @param {import("./drafts.js").Drafts} drafts
 * @returns {Uploads}
 */
export function useUploads(page, drafts) {
  const { draft, others, vault, all, replace, drop, refresh } = drafts;
  const memory = useRef(/** @type {Map<string, Promise<Blob>>} */ (new Map())).current; // of this page; all there is without a vault
  const isBusy = useRef(false);
  const [parts, setParts] = useState(/** @type {Record<string, number>} */ ({}));
  const [reading, setReading] = useState(/** @type {string[]} */ ([]));
  const [turn, setTurn] = useState(0);

  const filesOf = (/** @type {string} */ id) => all().find((one) => one.id === id)?.files ?? [];
  const change = (/** @type {string} */ id, /** @type {string} */ fileId, /** @type {Partial<ChosenFile>} */ changes) =>
    replace(id, { files: filesOf(id).map((file) => (file.id === fileId ? { ...file, ...changes } : file)) });
  const work = async () => {
    if (isBusy.current || !page) return;
    isBusy.current = true;
    try {
      await alone(LOCK, async () => {
        await refresh();
        for (let found = firstWaiting(all()); found && (await sendOne(found, page.locale)); ) found = firstWaiting(all());
      });
    } finally {
      isBusy.current = false;
    }
  };
  const sendOne = async (/** @type {WaitingFile} */ { id, receipt, file }, /** @type {string} */ locale) => {
    const blob = (await memory.get(file.id)) ?? (await vault?.getFile(file).catch(() => null));
    if (!blob) {
      change(id, file.id, { state: "lost" });
      return true;
    }
    const onProgress = (/** @type {number} */ part) => setParts((before) => ({ ...before, [file.id]: part }));
    const onUrl = (/** @type {string} */ url) => change(id, file.id, { url });
    try {
      const { upload } = await import("./evidence.js");
      await upload({ blob, name: file.name, url: file.url, receipt, locale, onUrl, onProgress });
      change(id, file.id, { state: "sent", url: null });
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.isForLater) return false; // or the parts of this page that send could not be fetched
      change(id, file.id, { state: "refused", url: null, why: problem.detail || problem.title });
    }
    memory.delete(file.id);
    await vault?.remove("file", file.id).catch(() => null);
    return true;
  };
  const names = waitingIn([...others, draft]).map(({ file }) => file.id).join();
  useEffect(() => {
    if (!page || !names) return undefined;
    const run = () => setTurn((count) => count + 1);
    const timer = setInterval(run, TRY_AGAIN_MS);
    addEventListener("online", run);
    return () => {
      clearInterval(timer);
      removeEventListener("online", run);
    };
  }, [page, names]);
  useEffect(() => {
    work();
  }, [page, names, turn]);
  useEffect(() => {
    const done = others.find((one) => one.isDone && one.files.every((file) => file.state === "sent"));
    if (done) drop(done.id);
  }, [others]);

  /** The draft names it before the vault has it: what is in the vault always belongs to a draft. */
  const addOne = async (/** @type {string} */ id, /** @type {File} */ given) => {
    const { lightened } = await import("./evidence.js");
    /** @type {ChosenFile} */
    const file = { id: newKey(), name: given.name, type: given.type, size: given.size, state: "waiting", url: null, why: "", isBare: false, isKept: true };
    const making = lightened(given);
    memory.set(file.id, making.then(({ blob }) => blob));
    setReading([file.id]);
    await replace(id, { files: [...filesOf(id), file] });
    const { blob, isBare } = await making;
    if (page && blob.size > page.vocabulary.evidence.largest_bytes) {
      await remove(id, file.id);
      return [given.name];
    }
    await change(id, file.id, { type: blob.type, size: blob.size, isBare });
    if (vault && !(await kept(vault, file.id, blob))) await change(id, file.id, { isKept: false });
    if (!filesOf(id).some((one) => one.id === file.id)) await vault?.remove("file", file.id).catch(() => null); // taken back meanwhile
    return [];
  };
  /** @type {Uploads["add"]} */
  const add = async (id, chosen) => {
    const tooLarge = [];
    for (const given of chosen) tooLarge.push(...(await addOne(id, given)));
    setReading([]);
    return tooLarge;
  };
  /** @type {Uploads["remove"]} */
  const remove = async (id, fileId) => {
    await replace(id, { files: filesOf(id).filter((file) => file.id !== fileId) });
    memory.delete(fileId);
    await vault?.remove("file", fileId).catch(() => null);
  };
  return { add, remove, parts, reading, missing: useMissing(vault, draft.files, memory) };
}

/** Whether the vault has room for it. @param {import("./vault.js").Vault} vault @param {string} id @param {Blob} blob */
async function kept(vault, id, blob) {
  try {
    await vault.putFile(id, blob);
    return true;
  } catch {
    await vault.remove("file", id).catch(() => null); // half a file is of no use
    return false;
  }
}

/** @param {import("./draft.js").Draft[]} drafts @returns {WaitingFile[]} */
function waitingIn(drafts) {
  return drafts.flatMap(({ id, filed, files }) => (filed ? files.filter((file) => file.state === "waiting").map((file) => ({ id, receipt: filed.receipt, file })) : []));
}

/** @param {import("./draft.js").Draft[]} drafts */
function firstWaiting(drafts) {
  return waitingIn(drafts)[0];
}

/**
 * Which files the page was killed over, or had no room to keep.
 * @param {import("./vault.js").Vault | null} vault
 * @param {ChosenFile[]} files
 * @param {Map<string, Promise<Blob>>} memory
 */
function useMissing(vault, files, memory) {
  const [missing, setMissing] = useState(/** @type {string[]} */ ([]));
  const unsure = files.filter((file) => file.state === "waiting" && !memory.has(file.id));
  useEffect(() => {
    const look = async (/** @type {ChosenFile} */ file) => ((await vault?.hasFile(file).catch(() => false)) ? [] : [file.id]);
    Promise.all(unsure.map(look)).then((found) => setMissing(found.flat()));
  }, [vault, unsure.map((file) => file.id).join()]);
  return missing;
}
