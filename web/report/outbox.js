// @ts-check
/** Drafts that wait for a network go out by themselves while the page is open: each once, by its key. */

import { Problem } from "../shared/api.js";
import { useEffect } from "../shared/html.js";
import { PreparedWork, send } from "./sending.js";

const TRY_AGAIN_MS = 30_000;
const LOCK = "outbox"; // two tabs do not send at once; where there are no locks the key sees to it

/**
 * @param {any} page null while it is loading
 * @param {import("./drafts.js").Drafts} drafts
 */
export function useOutbox(page, { draft, others, replace }) {
  const waiting = [...others, draft].filter((one) => one.isQueued);
  const names = waiting.map((one) => one.id).join();
  useEffect(() => {
    if (!page || !names) return undefined;
    const run = () => alone(() => sendAll(waiting, page, replace));
    const timer = setInterval(run, TRY_AGAIN_MS);
    addEventListener("online", run);
    run();
    return () => {
      clearInterval(timer);
      removeEventListener("online", run);
    };
  }, [page, names]);
}

/** @param {import("./draft.js").Draft[]} waiting */
async function sendAll(waiting, page, replace) {
  for (const draft of waiting) {
    try {
      const filed = await send(draft, page.categories, new PreparedWork(page.locale));
      replace(draft.id, { isQueued: false, filed, screen: "receipt" });
    } catch (problem) {
      if (problem instanceof Problem && problem.isForLater) return;
      replace(draft.id, { isQueued: false, screen: "preview" });
    }
  }
}

/** @param {() => Promise<void>} act */
async function alone(act) {
  if (!navigator.locks) return act();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}
