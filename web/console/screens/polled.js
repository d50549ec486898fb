// @ts-check
/** A list that looks again by itself while somebody is at it; what did not change travels as 304. */

import { asProblem } from "../../shared/api.js";
import { useEffect, useRef, useState } from "../../shared/html.js";
import { isSomebodyThere } from "../touched.js";

const EVERY_MS = 20_000;

/**
 * @param {import("../types").Call} call
 * @param {string} path
 * @param {import("../types").Filters} query
 * @returns {import("../types").Found<any>}
 */
export function usePolled(call, path, query) {
  const [answer, setAnswer] = useState({ data: /** @type {any} */ (null), problem: /** @type {import("../../shared/api.js").Problem | null} */ (null), asked: "" });
  const [turn, setTurn] = useState(0);
  const last = useRef({ asked: "", etag: /** @type {string | null} */ (null) });
  const asked = JSON.stringify(query);
  useEffect(() => {
    let isLatest = true;
    const look = async () => {
      const seen = last.current.asked === asked && last.current.etag;
      /** @type {Record<string, string>} */
      const headers = seen ? { "If-None-Match": seen } : {};
      try {
        const { status, data, etag } = await call("GET", path, { query, headers });
        if (!isLatest) return;
        last.current = { asked, etag };
        setAnswer((before) => ({ data: status === 304 ? before.data : data, problem: null, asked }));
      } catch (error) {
        if (isLatest) setAnswer((before) => ({ ...before, problem: asProblem(error) }));
      }
    };
    const lookIfSeen = () => isSomebodyThere() && look();
    look();
    const timer = setInterval(lookIfSeen, EVERY_MS);
    document.addEventListener("visibilitychange", lookIfSeen);
    return () => {
      isLatest = false;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", lookIfSeen);
    };
  }, [asked, turn]);
  const isOld = answer.asked !== asked;
  return { data: isOld ? null : answer.data, problem: answer.problem, again: () => setTurn(turn + 1) };
}
