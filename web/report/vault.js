// @ts-check
/**
 * What this phone keeps of reports that are not finished, encrypted, so that it does not stand in the browser's files as
 * it was typed. The key is made here, and no page can read it out; the browser keeps it on the same phone, though: whoever
 * holds the phone unlocked, or takes it apart, can get at it. Wiping destroys key and contents in one step.
 */

import { deleteDB, openDB } from "../vendor/idb.js";
import { clearCopied } from "./copied.js";

const NAME = "notes"; // seen by whoever looks at what a browser stores: tells nothing
const DESTROYED = "/notes"; // its answer says Clear-Site-Data
const KEYS = "keys";
const THINGS = "things";
const IV_BYTES = 12;
const PIECE_BYTES = 4 * 1024 * 1024;

/** @typedef {"draft" | "file" | "receipt" | "pref"} Kind */

/** An encrypted store; `openVault` makes it. */
export class Vault {
  /** @param {any} database @param {CryptoKey} key */
  constructor(database, key) {
    this.database = database;
    this.key = key;
  }

  /** @param {Kind} kind @param {string} id @param {any} value anything JSON can say */
  async put(kind, id, value) {
    const name = nameOf(kind, id);
    await this.#write(name, await this.#seal(name, new TextEncoder().encode(JSON.stringify(value))));
  }

  /** @param {Kind} kind @param {string} id @returns {Promise<any>} null when it is not there, or cannot be opened */
  async get(kind, id) {
    const opened = await this.#open(nameOf(kind, id));
    return opened && JSON.parse(new TextDecoder().decode(opened));
  }

  /** Everything of a kind. @param {Kind} kind @returns {Promise<any[]>} */
  async all(kind) {
    const ids = (await this.#names(kind)).map((name) => name.slice(kind.length + 1));
    return (await Promise.all(ids.map((id) => this.get(kind, id)))).filter((one) => one !== null);
  }

  /** A file, in pieces small enough for a cheap phone. @param {string} id @param {Blob} file */
  async putFile(id, file) {
    for (let at = 0, piece = 0; at === 0 || at < file.size; at += PIECE_BYTES, piece += 1) {
      const bytes = new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
      const name = nameOf("file", `${id}/${String(piece).padStart(4, "0")}`);
      await this.#write(name, await this.#seal(name, bytes));
    }
  }

  /** @param {{ id: string, type: string, size: number }} file @returns {Promise<Blob | null>} null when it is not there as a whole */
  async getFile({ id, type, size }) {
    const names = await this.#names("file", `${id}/`);
    const pieces = await Promise.all(names.map((name) => this.#open(name)));
    const whole = new Blob(/** @type {BlobPart[]} */ (pieces.filter(Boolean)), { type });
    return names.length > 0 && whole.size === size ? whole : null;
  }

  /** Whether a file is there as a whole; it is not opened. @param {{ id: string, size: number }} file */
  async hasFile({ id, size }) {
    return (await this.#names("file", `${id}/`)).length === Math.max(1, Math.ceil(size / PIECE_BYTES));
  }

  /** Of which files there is anything. @returns {Promise<string[]>} */
  async fileIds() {
    return [...new Set((await this.#names("file")).map((name) => name.split("/")[1]))];
  }

  /** @param {Kind} kind @param {string} id */
  async remove(kind, id) {
    const names = kind === "file" ? await this.#names("file", `${id}/`) : [nameOf(kind, id)];
    await Promise.all(names.map((name) => this.database.delete(THINGS, name)));
  }

  /**
   * Everything, and the key, and what was copied. What is deleted the browser overwrites some day only; asked by the service, it destroys the
   * files at once. Without a network they stay until then, key and contents.
   */
  async wipe() {
    await clearCopied(this);
    await this.database.clear(KEYS);
    await this.database.clear(THINGS);
    this.database.close();
    await deleteDB(NAME);
    await fetch(DESTROYED, { method: "POST" }).catch(() => null);
  }

  /** @param {Kind} kind @param {string} [start] @returns {Promise<string[]>} */
  async #names(kind, start = "") {
    const from = nameOf(kind, start);
    return this.database.getAllKeys(THINGS, IDBKeyRange.bound(from, `${from}\uffff`));
  }

  /**
   * Handed over to the system at once, so that it outlives the browser. It does not wait for the disk: on a cheap phone
   * that takes longer than the next keys, which would wait for it in a page that may be killed.
   * @param {string} name
   * @param {{ iv: Uint8Array, sealed: ArrayBuffer }} sealed
   */
  async #write(name, sealed) {
    const writing = this.database.transaction(THINGS, "readwrite", { durability: "relaxed" });
    const put = writing.store.put(sealed, name);
    writing.commit?.();
    await Promise.all([put, writing.done]);
  }

  /** @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
  async #seal(name, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    return { iv, sealed: await crypto.subtle.encrypt(cipher(iv, name), this.key, bytes) };
  }

  /** @param {string} name @returns {Promise<ArrayBuffer | null>} */
  async #open(name) {
    const found = await this.database.get(THINGS, name);
    return found ? crypto.subtle.decrypt(cipher(found.iv, name), this.key, found.sealed).catch(() => null) : null;
  }
}

/**
 * The vault of this phone; null where the browser has none, or denies it. Throws where there is no room for it.
 * @param {() => void} onWiped another page of this browser wipes it
 * @returns {Promise<Vault | null>}
 */
export async function openVault(onWiped = () => undefined) {
  const leave = (/** @type {number} */ _now, /** @type {number | null} */ next, /** @type {Event} */ event) => {
    /** @type {IDBDatabase} */ (event.target).close();
    if (next === null) onWiped();
  };
  try {
    const database = await openDB(NAME, 1, { upgrade: furnish, blocking: leave });
    return new Vault(database, await keyOf(database));
  } catch (error) {
    if (error instanceof DOMException && error.name === "QuotaExceededError") throw error;
    return null;
  }
}

/** The files with which the worker opens the app without a network: they tell that it was here. */
export async function dropFiles() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

/** @param {any} database */
function furnish(database) {
  database.createObjectStore(KEYS);
  database.createObjectStore(THINGS);
}

/** The one key, made once even when two tabs ask at the same moment. @param {any} database @returns {Promise<CryptoKey>} */
async function keyOf(database) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const writing = database.transaction(KEYS, "readwrite");
  const found = await writing.store.get("device");
  if (!found) await writing.store.put(made, "device");
  await writing.done;
  return found ?? made;
}

/** @param {Kind} kind @param {string} id */
function nameOf(kind, id) {
  return `${kind}/${id}`;
}

/** @param {Uint8Array<ArrayBuffer>} iv @param {string} name what stands where: sealed things cannot be exchanged */
function cipher(iv, name) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}
