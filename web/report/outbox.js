// @ts-check
/** Drafts that wait for a network go out by themselves while the page is open: each once, by its key. */

import { Problem } from "../shared/api.js";
import { useEffect } from "../shared/html.js";

const TRY_AGAIN_MS = 30_000;
const LOCK = "outbox"; // two tabs do not send at once; where there are no locks the key sees to it

/**
 * @param {import("./types").PhonePage | null} page null while it is loading
 * @param {import("./drafts.js").Drafts} drafts
 */
export function useOutbox(page, { draft, others, replace, refresh }) {
  const names = waitingOf([...others, draft]).map((one) => one.id).join();
  useEffect(() => {
    if (!page || !names) return undefined;
    const run = () => alone(LOCK, async () => sendAll(waitingOf(await refresh()), page, replace));
    const timer = setInterval(run, TRY_AGAIN_MS);
    addEventListener("online", run);
    run();
    return () => {
      clearInterval(timer);
      removeEventListener("online", run);
    };
  }, [page, names]);
}

/** @param {import("./draft.js").Draft[]} drafts */
function waitingOf(drafts) {
  return drafts.filter((one) => one.isQueued);
}

/**
 * @param {import("./draft.js").Draft[]} waiting
 * @param {import("./types").PhonePage} page
 * @param {import("./drafts.js").Drafts["replace"]} replace
 */
async function sendAll(waiting, page, replace) {
  const sending = await import("./sending.js").catch(() => null); // what the first screen does not need; no network: later
  if (!sending) return;
  for (const draft of waiting) {
    try {
      const filed = await sending.send(draft, page.categories, new sending.PreparedWork(page.locale));
      replace(draft.id, { isQueued: false, filed, screen: "receipt" });
    } catch (problem) {
      if (problem instanceof Problem && problem.isForLater) return;
      replace(draft.id, { isQueued: false, screen: "preview" });
    }
  }
}

/**
 * In one page of this browser at a time; the others leave it to that one.
 * @param {string} name
 * @param {() => Promise<void>} act
 */
export async function alone(name, act) {
  if (!navigator.locks) return act();
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}
