// @ts-check
/** A list that looks again by itself while somebody looks at it; what did not change travels as 304. */

import { asProblem } from "../../shared/api.js";
import { useEffect, useRef, useState } from "../../shared/html.js";

const EVERY_MS = 20_000;

/**
 * @param {(method: string, path: string, sending: object) => Promise<any>} call
 * @param {string} path
 * @param {Record<string, any>} query
 */
export function usePolled(call, path, query) {
  const [answer, setAnswer] = useState({ data: null, problem: null });
  const [turn, setTurn] = useState(0);
  const last = useRef({ asked: "", etag: null });
  const asked = JSON.stringify(query);
  useEffect(() => {
    let isLatest = true;
    if (last.current.asked !== asked) setAnswer({ data: null, problem: null });
    const look = async () => {
      if (document.visibilityState === "hidden") return;
      const isSame = last.current.asked === asked && last.current.etag;
      const headers = isSame ? { "If-None-Match": last.current.etag } : {};
      try {
        const { status, data, etag } = await call("GET", path, { query, headers });
        if (!isLatest) return;
        last.current = { asked, etag };
        setAnswer((before) => ({ data: status === 304 ? before.data : data, problem: null }));
      } catch (error) {
        if (isLatest) setAnswer((before) => ({ ...before, problem: asProblem(error) }));
      }
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      isLatest = false;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [asked, turn]);
  return { ...answer, again: () => setTurn(turn + 1) };
}
