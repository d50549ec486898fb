// @ts-check
/** Who is logged in. Of the session itself scripts see nothing; a bare mark says whether it is worth asking. */

import { ask, asProblem } from "../shared/api.js";
import { useCallback, useEffect, useRef, useState } from "../shared/html.js";
import { isSomebodyThere } from "./touched.js";

const MARK = "jianfu-desk";
const SILENT_MS = 31 * 60_000; // a session that nobody used for so long is over, whether that can be asked or not
const EVERY_MS = 20_000; // who was removed, or logged out elsewhere, reads on no longer than this

/**
 * `call` is every call of the console: a session that has ended leads to the log-in, and nothing that it showed stays in
 * the document. `again` asks once more who one is; `hasEnded` when nobody chose to leave.
 * @typedef {ReturnType<typeof useSession>} Session
 * @param {string} locale
 */
export function useSession(locale) {
  const [me, setMe] = useState(/** @type {import("api").MeOut | null} */ (null));
  const [isIn, setIn] = useState(false);
  const [isKnown, setKnown] = useState(!mayHaveSession());
  const [hasEnded, setEnded] = useState(false);

  const used = useRef(Date.now());
  const enter = useCallback((/** @type {import("api").MeOut} */ who) => {
    used.current = Date.now();
    noteSession();
    setMe(who);
    setIn(true);
    setEnded(false);
  }, []);
  const leave = useCallback((/** @type {boolean} */ ended) => {
    forgetSession();
    if (!ended) setMe(null);
    setIn(false);
    setEnded(ended);
  }, []);
  /** @type {import("./types").Call} */
  const call = useCallback(async (method, path, sending = {}) => {
    const sent = Date.now();
    try {
      const answer = await ask(method, path, { locale, ...sending });
      used.current = sent;
      return answer;
    } catch (error) {
      const refusal = asProblem(error);
      if (!refusal.isForLater) used.current = sent;
      if (refusal.status === 401 && refusal.code !== "bad_credentials") leave(true); // with that one it is a password that is wrong
      throw refusal;
    }
  }, [locale]);
  useEffect(() => {
    if (isKnown) return;
    ask("GET", "/staff/me", { locale }).then(({ data }) => enter(data), () => forgetSession()).finally(() => setKnown(true));
  }, []);
  useEffect(() => {
    if (!isIn) return;
    const look = () => call("GET", "/staff/me").then(({ data }) => data.id !== me?.id && enter(data)); // another tab may have logged in
    const tick = () => {
      const silent = Date.now() - used.current;
      if (silent > SILENT_MS) look().catch(() => leave(true));
      else if (silent > EVERY_MS && isSomebodyThere()) look().catch(() => null);
    };
    const elsewhere = (/** @type {StorageEvent} */ event) => event.key === MARK && look().catch(() => null);
    const timer = setInterval(tick, EVERY_MS);
    document.addEventListener("visibilitychange", tick);
    addEventListener("storage", elsewhere);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      removeEventListener("storage", elsewhere);
    };
  }, [isIn, call, me?.id]);
  const spoken = useRef(locale);
  useEffect(() => {
    if (isIn && spoken.current !== locale) again().catch(() => null); // what the service said of somebody was said in another language
    spoken.current = locale;
  }, [locale, isIn]);
  const again = async () => enter((await call("GET", "/staff/me")).data);
  /** Throws Problem while the session goes on: who was not heard has not left. */
  const logOut = async () => {
    const refusal = await call("DELETE", "/staff/session").then(() => null, asProblem);
    if (refusal && refusal.status !== 401) throw refusal;
    leave(false);
  };
  const logOutEverywhere = () => call("DELETE", "/staff/me/sessions").then(() => leave(false));
  return { me, isIn, isKnown, hasEnded, enter, call, again, logOut, logOutEverywhere };
}

function mayHaveSession() {
  return tried(() => localStorage.getItem(MARK) !== null) ?? false;
}

function noteSession() {
  tried(() => localStorage.setItem(MARK, String(Date.now())));
}

function forgetSession() {
  tried(() => localStorage.removeItem(MARK));
}

/** Without storage one logs in again. @template T @param {() => T} act @returns {T | null} */
function tried(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
