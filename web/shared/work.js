// @ts-check
/**
 * Proof of work (ALTCHA v2, PBKDF2/SHA-256, deterministic counter) by WebCrypto. The derivations run on the browser's
 * own threads, so the page stays free without a Worker, which `trusted-types 'none'` would refuse.
 */

const AT_MOST = 100_000;

/**
 * @typedef {{ parameters: { algorithm: string, cost: number, keyLength: number, keyPrefix: string, nonce: string,
 *   salt: string, expiresAt: number }, signature: string }} Challenge
 */

/**
 * The base64 payload that answers a challenge.
 * @param {Challenge} challenge
 * @returns {Promise<string>}
 */
export async function solve(challenge) {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  if (algorithm !== "PBKDF2/SHA-256") throw new Error("unknown kind of challenge");
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: cost };
  const start = bytesOf(nonce);
  for (let counter = 0; counter < AT_MOST; counter += 1) {
    const key = await crypto.subtle.importKey("raw", passwordOf(start, counter), "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, keyLength * 8)));
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
  }
  throw new Error("the challenge has no answer");
}

/** @param {Uint8Array} nonce @param {number} counter */
function passwordOf(nonce, counter) {
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  return password;
}

/** @param {string} hex */
function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
