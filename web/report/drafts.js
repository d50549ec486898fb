// @ts-check
/** Drafts: all of them in memory, and in the vault after every keystroke where there is a vault. One is at hand. */

import { useCallback, useEffect, useRef, useState } from "../shared/html.js";
import { emptyDraft, isBegun } from "./draft.js";

/**
 * @typedef {import("./draft.js").Draft} Draft
 * @typedef {import("./vault.js").Vault} Vault
 * @typedef {{ draft: Draft, others: Draft[], vault: Vault | null, isFull: boolean, isRead: boolean,
 *   change: (changes: Partial<Draft>) => void, replace: (id: string, changes: Partial<Draft>) => void,
 *   pick: (id: string) => void, begin: (changes?: Partial<Draft>) => void, drop: (id: string) => Promise<void>, stopKeeping: () => Promise<void>,
 *   wipe: () => Promise<void> }} Drafts
 */

/** @returns {Drafts} */
export function useDrafts() {
  const [all, setAll] = useState(() => [emptyDraft()]);
  const [id, setId] = useState(all[0].id);
  const [{ vault, isRead }, setOpened] = useState({ vault: /** @type {Vault | null} */ (null), isRead: false });
  const [isFull, setFull] = useState(false);
  const keeper = useRef(new Keeper()).current;
  const latest = useRef(all);

  /** Written at once and drawn after: a page that is killed between the two loses nothing. */
  const become = useCallback((next) => {
    latest.current = next;
    keeper.keep(next.filter(isBegun)).then(() => setFull(false), () => setFull(true));
    setAll(next);
  }, []);
  useEffect(() => {
    opened().then(({ vault, found }) => {
      keeper.begin(vault, found);
      become([...found, ...latest.current]);
      setOpened({ vault, isRead: true });
    });
  }, []);

  const replace = useCallback((which, changes) => become(latest.current.map((one) => (one.id === which ? { ...one, ...changes } : one))), []);
  const begin = (rest, changes = {}) => {
    const fresh = { ...emptyDraft(), ...changes };
    become([...rest.filter(isBegun), fresh]);
    setId(fresh.id);
  };
  const drop = async (which) => {
    const dropped = /** @type {Draft} */ (latest.current.find((one) => one.id === which));
    const rest = latest.current.filter((one) => one.id !== which);
    if (which === id) begin(rest);
    else become(rest);
    await keeper.drop(dropped);
  };
  const stopKeeping = async () => {
    setOpened({ vault: null, isRead: true });
    await keeper.wipe();
  };
  const wipe = async () => {
    begin([]);
    await stopKeeping();
  };
  return {
    ...{ draft: /** @type {Draft} */ (all.find((one) => one.id === id)), others: all.filter((one) => one.id !== id && isBegun(one)) },
    ...{ vault, isFull, isRead, replace, drop, stopKeeping, wipe },
    change: (changes) => replace(id, changes),
    pick: setId,
    begin: (changes) => begin(latest.current, changes),
  };
}

/** What this phone kept; nothing where it keeps nothing. @returns {Promise<{ vault: Vault | null, found: Draft[] }>} */
async function opened() {
  try {
    const { openVault } = await import("./vault.js");
    const vault = await openVault();
    return { vault, found: vault ? await vault.all("draft") : [] };
  } catch {
    return { vault: null, found: [] };
  }
}

/** Writes drafts one after another; what changed again meanwhile is written once. */
class Keeper {
  /** @type {Vault | null} */
  #vault = null;
  /** @type {Map<string, Draft>} as they stand in the vault */
  #kept = new Map();
  /** @type {Promise<void>} */
  #writing = Promise.resolve();
  /** @type {Draft[]} */
  #wanted = [];

  /** @param {Vault | null} vault @param {Draft[]} found */
  begin(vault, found) {
    this.#vault = vault;
    for (const draft of found) this.#kept.set(draft.id, draft);
  }

  /** @param {Draft[]} drafts */
  keep(drafts) {
    this.#wanted = drafts;
    return this.#next(() => this.#write());
  }

  /** @param {Draft} draft */
  drop(draft) {
    return this.#next(async () => {
      this.#kept.delete(draft.id);
      for (const file of draft.files) await this.#vault?.remove("file", file.id);
      await this.#vault?.remove("draft", draft.id);
    });
  }

  /** Everything, and nothing is kept from now on. */
  wipe() {
    return this.#next(async () => {
      const vault = this.#vault;
      this.#vault = null;
      await vault?.wipe();
    });
  }

  async #write() {
    for (const draft of this.#wanted.filter((one) => this.#kept.get(one.id) !== one)) {
      await this.#vault?.put("draft", draft.id, draft);
      this.#kept.set(draft.id, draft);
    }
  }

  /** @param {() => Promise<void>} step */
  #next(step) {
    this.#writing = this.#writing.catch(() => undefined).then(step);
    return this.#writing;
  }
}
