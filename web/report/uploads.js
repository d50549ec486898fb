// @ts-check
/** Files of reports that were sent go up one after another while the page is open, and go on where they were. */

import { Problem } from "../shared/api.js";
import { useEffect, useRef, useState } from "../shared/html.js";
import { newKey } from "../shared/receipt.js";

const TRY_AGAIN_MS = 15_000;

/**
 * `add` takes files for a draft, `remove` takes one back before it is sent; `parts` says how much of each is sent.
 * @param {any} page null while it is loading
 * @param {import("./drafts.js").Drafts} drafts
 */
export function useUploads(page, { draft, others, vault, replace, drop }) {
  const memory = useRef(new Map()).current; // where there is no vault, and for those of this page
  const isBusy = useRef(false);
  const [parts, setParts] = useState(/** @type {Record<string, number>} */ ({}));
  const [turn, setTurn] = useState(0);
  const latest = useRef(/** @type {import("./draft.js").Draft[]} */ ([]));
  latest.current = [...others, draft];

  const change = (id, fileId, changes) => {
    const files = latest.current.find((one) => one.id === id)?.files ?? [];
    replace(id, { files: files.map((file) => (file.id === fileId ? { ...file, ...changes } : file)) });
  };
  const next = () => latest.current.flatMap((one) => (one.filed ? one.files.map((file) => ({ one, file })) : [])).find(({ file }) => file.state === "waiting");
  const work = async () => {
    if (isBusy.current || !page) return;
    isBusy.current = true;
    try {
      for (let found = next(); found && (await sendOne(found.one, found.file)); found = next()) {
        await new Promise((later) => setTimeout(later)); // what was changed is drawn, and in `latest`
      }
    } finally {
      isBusy.current = false;
    }
  };
  const sendOne = async (one, file) => {
    const { upload } = await import("./evidence.js");
    const blob = memory.get(file.id) ?? (await vault?.getFile(file.id, file.type));
    if (!blob) {
      change(one.id, file.id, { state: "lost" });
      return true;
    }
    const told = (part) => setParts((before) => ({ ...before, [file.id]: part }));
    try {
      const onUrl = (url) => change(one.id, file.id, { url });
      await upload({ blob, name: file.name, url: file.url, receipt: one.filed.receipt, locale: page.locale, onUrl, onProgress: told });
      change(one.id, file.id, { state: "sent", url: null });
    } catch (problem) {
      if (problem instanceof Problem && problem.isForLater) return false;
      change(one.id, file.id, { state: "refused", url: null, why: problem.detail || problem.title });
    }
    memory.delete(file.id);
    await vault?.remove("file", file.id);
    return true;
  };
  const names = latest.current.flatMap((one) => (one.filed ? one.files : [])).filter((file) => file.state === "waiting").map((file) => file.id).join();
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
    const done = others.find((one) => one.isDone && !one.files.some((file) => file.state === "waiting"));
    if (done) drop(done.id);
  }, [others]);

  const add = async (id, chosen) => {
    const { lightened } = await import("./evidence.js");
    for (const given of chosen) {
      const blob = await lightened(given);
      const file = { id: newKey(), name: given.name, type: blob.type, size: blob.size, state: "waiting", url: null, why: "" };
      memory.set(file.id, blob);
      await vault?.putFile(file.id, blob).catch(() => null); // no room: it is in memory while the page is open
      replace(id, { files: [...(latest.current.find((one) => one.id === id)?.files ?? []), file] });
      await new Promise((later) => setTimeout(later));
    }
  };
  const remove = async (id, fileId) => {
    replace(id, { files: (latest.current.find((one) => one.id === id)?.files ?? []).filter((file) => file.id !== fileId) });
    memory.delete(fileId);
    await vault?.remove("file", fileId);
  };
  return { add, remove, parts };
}
