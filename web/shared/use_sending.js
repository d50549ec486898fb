// @ts-check
/** A form that sends one thing: busy while it is on its way, and what was wrong with it. */

import { asProblem } from "./api.js";
import { useState } from "./html.js";

/**
 * @param {() => Promise<any>} act
 * @returns {{ problem: any, isBusy: boolean, submit: (event?: Event) => Promise<void> }}
 */
export function useSending(act) {
  const [problem, setProblem] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event) => {
    event?.preventDefault();
    setBusy(true);
    setProblem(null);
    await act().catch((refusal) => setProblem(asProblem(refusal)));
    setBusy(false);
  };
  return { problem, isBusy, submit };
}
