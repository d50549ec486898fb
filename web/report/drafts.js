// @ts-check
/** Drafts: all of them in memory, and in the vault after every keystroke where there is a vault. One is at hand. */

import { useCallback, useEffect, useRef, useState } from "../shared/html.js";
import { emptyDraft, isBegun } from "./draft.js";
import { Keeper } from "./keeper.js";

/**
 * @typedef {import("./draft.js").Draft} Draft
 * @typedef {import("./vault.js").Vault} Vault
 * @typedef {{ draft: Draft, others: Draft[], vault: Vault | null, isFull: boolean, isRead: boolean, all: () => Draft[],
 *   change: (changes: Partial<Draft>) => void, replace: (id: string, changes: Partial<Draft>) => Promise<void>,
 *   pick: (id: string) => void, begin: (changes?: Partial<Draft>) => void, drop: (id: string) => Promise<void>, stopKeeping: () => Promise<void>, keepNoMore: () => void,
 *   wipe: () => Promise<void>, refresh: () => Promise<Draft[]> }} Drafts `all` at this moment; `refresh` takes over what another page of this browser changed;
 *   `stopKeeping` destroys what is kept with everything else that this app has put on the phone, `keepNoMore` leaves it for whoever opens this page next
 */

/** @returns {Drafts} */
export function useDrafts() {
  const [all, setAll] = useState(() => [emptyDraft()]);
  const [id, setId] = useState(all[0].id);
  const [{ vault, isRead, hasRoom }, setOpened] = useState({ vault: /** @type {Vault | null} */ (null), isRead: false, hasRoom: true });
  const [isFull, setFull] = useState(false);
  const keeper = useRef(new Keeper()).current;
  const latest = useRef(all);
  const atHand = useRef(id);
  atHand.current = id;

  /** Written at once and drawn after: a page that is killed between the two loses nothing. */
  const become = useCallback((/** @type {Draft[]} */ next) => {
    latest.current = next;
    setAll(next);
    return keeper.keep(next.filter(isBegun)).then(() => setFull(false), () => setFull(true));
  }, []);
  const begin = useCallback((/** @type {Draft[]} */ rest, /** @type {Partial<Draft>} */ changes = {}) => {
    const fresh = { ...emptyDraft(), ...changes };
    become([...rest.filter(isBegun), fresh]);
    setId(fresh.id);
  }, []);
  const refresh = useCallback(async () => {
    const news = await keeper.news().catch(() => new Map());
    const known = new Set(latest.current.map((one) => one.id));
    const now = latest.current.map((one) => (news.has(one.id) ? news.get(one.id) : one)).filter(Boolean);
    const next = [...now, ...[...news.values()].filter((one) => one && !known.has(one.id))];
    if (news.size && next.some((one) => one.id === atHand.current)) become(next);
    else if (news.size) begin(next);
    return latest.current;
  }, []);
  useEffect(() => {
    const onWiped = () => {
      keeper.forget();
      setOpened({ vault: null, isRead: true, hasRoom: true });
      begin([]);
    };
    opened(onWiped).then(({ vault, found, hasRoom }) => {
      keeper.begin(vault, found);
      become([...found, ...latest.current]);
      setOpened({ vault, isRead: true, hasRoom });
    });
    const look = () => document.visibilityState === "visible" && refresh();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  const replace = useCallback((/** @type {string} */ which, /** @type {Partial<Draft>} */ changes) => become(latest.current.map((one) => (one.id === which ? { ...one, ...changes } : one))), []);
  const turn = (/** @type {string} */ which) => 1 + Math.max(...latest.current.filter((one) => one.id !== which).map((one) => one.turn), 0);
  const drop = async (/** @type {string} */ which) => {
    const dropped = /** @type {Draft} */ (latest.current.find((one) => one.id === which));
    const rest = latest.current.filter((one) => one.id !== which);
    if (which === id) begin(rest);
    else become(rest);
    await keeper.drop(dropped);
  };
  const stopKeeping = async () => {
    setOpened({ vault: null, isRead: true, hasRoom: true });
    try {
      await keeper.wipe();
    } finally {
      const { wipeTheRest } = await import("./wiping.js");
      await wipeTheRest();
    }
  };
  const keepNoMore = () => {
    keeper.forget();
    setOpened({ vault: null, isRead: true, hasRoom: true });
    begin([]);
  };
  const wipe = async () => {
    begin([]);
    await stopKeeping();
  };
  return {
    ...{ draft: /** @type {Draft} */ (all.find((one) => one.id === id)), others: all.filter((one) => one.id !== id && isBegun(one)) },
    ...{ vault, isRead, isFull: isFull || (!hasRoom && all.some(isBegun)), replace, drop, stopKeeping, keepNoMore, wipe, refresh },
    all: () => latest.current,
    change: (changes) => replace(id, { ...changes, turn: turn(id) }),
    pick: (which) => {
      setId(which);
      replace(which, { turn: turn(which) });
    },
    begin: (changes) => begin(latest.current, changes),
  };
}

/**
 * What this phone kept, the latest at the end; nothing where it keeps nothing.
 * @param {() => void} onWiped another page of this browser wipes it
 * @returns {Promise<{ vault: Vault | null, found: Draft[], hasRoom: boolean }>}
 */
async function opened(onWiped) {
  try {
    const { openVault } = await import("./vault.js");
    const vault = await openVault(onWiped);
    const files = (await vault?.fileIds()) ?? []; // before the drafts: a file is in the vault after the draft that names it
    const kept = /** @type {Draft[]} */ ((await vault?.all("draft")) ?? []);
    const named = new Set(kept.flatMap((one) => one.files.map((file) => file.id)));
    await Promise.all(files.filter((id) => !named.has(id)).map((id) => vault?.remove("file", id)));
    return { vault, found: kept.sort((one, other) => one.turn - other.turn), hasRoom: true };
  } catch (error) {
    return { vault: null, found: [], hasRoom: !(error instanceof DOMException) };
  }
}
