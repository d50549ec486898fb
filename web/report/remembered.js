// @ts-check
/**
 * Receipts that this phone remembers under a PIN, inside the vault. A PIN of six digits keeps out whoever picks the
 * phone up; it does not keep out somebody who takes the phone apart.
 */

import { forgetBrowser } from "./push.js";

const ROUNDS = 600_000; // PBKDF2-HMAC-SHA256, OWASP Password Storage Cheat Sheet 2023
const NAME = "remembered";
const WRONG_AT_MOST = 10;
export const PIN = /^[0-9]{6}$/;

/** @typedef {import("./vault.js").Vault} Vault */

/** Whether there is anything to open. @param {Vault} vault */
export async function isRemembering(vault) {
  return (await vault.get("receipt", NAME)) !== null;
}

/**
 * The receipts behind the PIN; null when it is wrong. After ten wrong ones in a row everything remembered is destroyed.
 * @param {Vault} vault
 * @param {string} pin
 * @returns {Promise<string[] | null>}
 */
export async function recall(vault, pin) {
  const kept = await vault.get("receipt", NAME);
  if (!kept) return null;
  try {
    const opened = await crypto.subtle.decrypt(cipher(kept), await keyOf(pin, kept.salt), bytesOf(kept.sealed));
    if (kept.wrong > 0) await vault.put("receipt", NAME, { ...kept, wrong: 0 });
    return JSON.parse(new TextDecoder().decode(opened));
  } catch {
    if (kept.wrong + 1 >= WRONG_AT_MOST) await forget(vault);
    else await vault.put("receipt", NAME, { ...kept, wrong: kept.wrong + 1 });
    return null;
  }
}

/**
 * Remember one more; false when others are remembered under another PIN.
 * @param {Vault} vault
 * @param {string} pin
 * @param {string} receipt
 */
export async function remember(vault, pin, receipt) {
  const others = (await isRemembering(vault)) ? await recall(vault, pin) : [];
  if (others === null) return false;
  const kept = { salt: random(16), iv: random(12), wrong: 0 };
  const text = new TextEncoder().encode(JSON.stringify([...others.filter((one) => one !== receipt), receipt]));
  const sealed = await crypto.subtle.encrypt(cipher(kept), await keyOf(pin, kept.salt), text);
  await vault.put("receipt", NAME, { ...kept, sealed: [...new Uint8Array(sealed)] });
  return true;
}

/** No receipt and no notification of one is left on this phone. @param {Vault} vault */
export async function forget(vault) {
  await vault.remove("receipt", NAME);
  await forgetBrowser().catch(() => null); // without a network the browser may keep its address; our part is done
}

/** @param {string} pin @param {number[]} salt */
async function keyOf(pin, salt) {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** @param {{ iv: number[] }} kept */
function cipher({ iv }) {
  return { name: "AES-GCM", iv: bytesOf(iv) };
}

/** @param {number[]} numbers */
function bytesOf(numbers) {
  return Uint8Array.from(numbers);
}

/** @param {number} length */
function random(length) {
  return [...crypto.getRandomValues(new Uint8Array(length))];
}
