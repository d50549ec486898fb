// @ts-check
/** The receipt, computed exactly as the server does (docs/vectors/README.md; vectors in docs/vectors/receipts.json). */

import { toHex } from "./fresh_key.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 20;
const GROUPS = [5, 5, 5, 6];
const MODULUS = 0b100101; // x⁵ + x² + 1
const INFO = "jianfu/receipt/v1";
const SEPARATORS = /[ \t\r\n\-\u2010\u00a0\u2011\u2013\u2014\u2212]+/;
const DROPPED = /[ \t\r\n\-\u2010\u00a0\u2011\u2013\u2014\u2212]/g;

/**
 * The receipt of the report filed under `key`, in groups, the last character being the check.
 * @param {string} key a UUID
 * @returns {Promise<string>}
 */
export async function receiptOf(key) {
  const bits = await hkdf(fromHex(key.replaceAll("-", "")), INFO);
  const characters = encode(bits, LENGTH);
  return grouped(characters + checkCharacter(characters));
}

/**
 * What was meant by a typed receipt, in groups; null when it cannot be a receipt.
 * @param {string} typed
 * @returns {string | null}
 */
export function parseReceipt(typed) {
  if (typed.length > 64) return null;
  const meant = forgive(typed);
  const characters = meant.slice(0, LENGTH);
  const isWhole = meant.length === LENGTH + 1 && [...meant].every((one) => ALPHABET.includes(one));
  return isWhole && meant[LENGTH] === checkCharacter(characters) ? grouped(meant) : null;
}

/**
 * How many of a receipt's 21 characters have been typed.
 * @param {string} typed
 */
export function typedLength(typed) {
  return forgive(typed).length;
}

/**
 * The first group that cannot be right by itself, as it was typed: a character that no receipt has, or too many or too
 * few of them where groups were kept apart; null when none stands out. Its number counts from 1.
 * @param {string} typed
 * @returns {{ group: number, size: number, count: number, foreign: string } | null}
 */
export function oddGroup(typed) {
  const meant = forgive(typed);
  const apart = typed.normalize("NFKC").trim().split(SEPARATORS).map(forgive).filter(Boolean);
  const isApart = apart.length === GROUPS.length;
  let from = 0;
  const groups = isApart ? apart : GROUPS.map((size) => meant.slice(from, (from += size)));
  for (const [index, said] of groups.entries()) {
    const foreign = [...said].find((one) => !ALPHABET.includes(one)) ?? "";
    if (foreign || (isApart && said.length !== GROUPS[index])) return { group: index + 1, size: GROUPS[index], count: said.length, foreign };
  }
  return null;
}

/**
 * The first group in which what was copied differs from the receipt; null when they are the same.
 * @param {string} typed
 * @param {string} receipt as `receiptOf` gives it
 * @returns {number | null} counted from 1
 */
export function differingGroup(typed, receipt) {
  const [said, meant] = [forgive(typed), forgive(receipt)];
  if (said === meant) return null;
  const place = [...meant].findIndex((one, index) => one !== said[index]);
  let end = 0;
  const group = GROUPS.findIndex((size) => (place < 0 ? meant.length - 1 : place) < (end += size));
  return group + 1;
}

export const FULL_LENGTH = LENGTH + 1;

/**
 * A key derived from a receipt.
 * @param {string} receipt as `parseReceipt` gives it
 * @param {"lookup" | "unwrap" | "body" | "topic"} label
 * @returns {Promise<string>} 64 lower-case hexadecimal digits
 */
export async function derivedFrom(receipt, label) {
  const characters = receipt.replaceAll("-", "").slice(0, LENGTH);
  return toHex(await hkdf(new TextEncoder().encode(characters), `${INFO}|${label}`));
}

/** @param {string} typed */
function forgive(typed) {
  return typed
    .normalize("NFKC")
    .replace(DROPPED, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

/**
 * The sum of αⁱ · dᵢ over GF(32), by Horner's rule: the leftmost character ends up with weight α¹.
 * @param {string} characters
 */
function checkCharacter(characters) {
  let total = 0;
  for (const character of [...characters].reverse()) {
    total = (total ^ ALPHABET.indexOf(character)) << 1;
    total ^= MODULUS * (total >> 5);
  }
  return ALPHABET[total];
}

/** @param {Uint8Array} bytes @param {number} length */
function encode(bytes, length) {
  let text = "";
  for (let place = 0; place < length; place += 1) {
    const at = place * 5;
    const pair = (bytes[at >> 3] << 8) | (bytes[(at >> 3) + 1] ?? 0);
    text += ALPHABET[(pair >> (11 - (at & 7))) & 31];
  }
  return text;
}

/** @param {string} text */
function grouped(text) {
  let from = 0;
  return GROUPS.map((size) => text.slice(from, (from += size))).join("-");
}

/** @param {Uint8Array<ArrayBuffer>} secret @param {string} info */
async function hkdf(secret, info) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

/** @param {string} hex */
function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
