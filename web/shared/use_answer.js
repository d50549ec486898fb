// @ts-check
/** Ask something whenever what it depends on changes; only the latest answer counts. */

import { asProblem } from "./api.js";
import { useEffect, useState } from "./html.js";

/**
 * @template T
 * @typedef {{ data: T | null, problem: import("./api.js").Problem | null }} Answered
 */

/**
 * @template T
 * @param {() => Promise<T>} question
 * @param {any[]} inputs
 * @param {number} [delay] milliseconds to wait for more typing
 * @returns {{ data: T | null, problem: import("./api.js").Problem | null, again: () => void }}
 */
export function useAnswer(question, inputs, delay = 0) {
  const [answer, setAnswer] = useState(/** @type {Answered<T>} */ ({ data: null, problem: null }));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isLatest = true;
    const keep = (/** @type {Answered<T>} */ next) => isLatest && setAnswer(next);
    const timer = setTimeout(() => {
      question().then((data) => keep({ data, problem: null }), (error) => keep({ data: null, problem: asProblem(error) }));
    }, delay);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [...inputs, turn]);
  return { ...answer, again: () => setTurn(turn + 1) };
}
