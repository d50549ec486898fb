// @ts-check
/** Writes drafts into the vault one after another; what changed again meanwhile is written once. */

/**
 * @typedef {import("./draft.js").Draft} Draft
 * @typedef {import("./vault.js").Vault} Vault
 */

export class Keeper {
  /** @type {Vault | null} */
  #vault = null;
  /** @type {Map<string, Draft>} as they stand in the vault */
  #kept = new Map();
  /** @type {Promise<any>} */
  #writing = Promise.resolve();
  /** @type {Draft[]} */
  #wanted = [];

  /** @param {Vault | null} vault @param {Draft[]} found */
  begin(vault, found) {
    this.#vault = vault;
    for (const draft of found) this.#kept.set(draft.id, draft);
  }

  /** @param {Draft[]} drafts @returns {Promise<void>} when they are kept; refused where there is no room */
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
      this.forget();
      await vault?.wipe();
    });
  }

  /** The vault is gone. */
  forget() {
    this.#vault = null;
    this.#kept.clear();
  }

  /** What another page of this browser made of the drafts: by id, null when it is there no more. @returns {Promise<Map<string, Draft | null>>} */
  news() {
    return this.#next(async () => {
      const found = new Map((this.#vault ? await this.#vault.all("draft") : []).map((one) => [one.id, one]));
      const gone = [...this.#kept.keys()].filter((id) => !found.has(id));
      const changed = [...found.values()].filter((one) => JSON.stringify(one) !== JSON.stringify(this.#kept.get(one.id)));
      for (const id of gone) this.#kept.delete(id);
      for (const one of changed) this.#kept.set(one.id, one);
      return new Map(/** @type {[string, Draft | null][]} */ ([...gone.map((id) => [id, null]), ...changed.map((one) => [one.id, one])]));
    });
  }

  async #write() {
    const vault = this.#vault;
    if (!vault) return;
    for (const draft of this.#wanted.filter((one) => this.#kept.get(one.id) !== one)) {
      await vault.put("draft", draft.id, draft);
      this.#kept.set(draft.id, draft);
    }
  }

  /** @template T @param {() => Promise<T>} step @returns {Promise<T>} */
  #next(step) {
    this.#writing = this.#writing.catch(() => undefined).then(step);
    return this.#writing;
  }
}
