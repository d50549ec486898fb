// @ts-check
/** A form that sends one thing: busy while it is on its way, and what was wrong with it. */

import { asProblem } from "./api.js";
import { useState } from "./html.js";

/**
 * @param {() => Promise<any>} act
 * @returns {{ problem: import("./api.js").Problem | null, isBusy: boolean, submit: (event?: Event) => Promise<void>, forgive: () => void }} `forgive`: what was wrong is being put right
 */
export function useSending(act) {
  const [problem, setProblem] = useState(/** @type {import("./api.js").Problem | null} */ (null));
  const [isBusy, setBusy] = useState(false);
  const submit = async (/** @type {Event | undefined} */ event) => {
    event?.preventDefault();
    setBusy(true);
    setProblem(null);
    await act().catch((refusal) => setProblem(asProblem(refusal)));
    setBusy(false);
  };
  return { problem, isBusy, submit, forgive: () => setProblem(null) };
}
