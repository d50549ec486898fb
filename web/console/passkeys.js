// @ts-check
/** Passkeys in the browser (W3C Web Authentication): the service says what to ask, and gets what was answered. */

import { Problem } from "../shared/api.js";

/**
 * @typedef {import("../shared/words.js").Say} Say
 * @typedef {{ passkey: Record<string, string>, prf: string | null }} Said `prf`: what opens the account, where the device has that
 */

export const hasPasskeys = "PublicKeyCredential" in globalThis;

/**
 * Make a passkey. A device that gives no key while it makes one is asked for it once more.
 * @param {any} options @param {Say} say @returns {Promise<Said>}
 */
export async function makePasskey(options, say) {
  const publicKey = { ...options, challenge: bytesOf(options.challenge), user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials), extensions: extensionsOf(options) };
  const made = await tried(() => navigator.credentials.create({ publicKey }), say);
  const given = made.getClientExtensionResults().prf;
  const passkey = { credential_id: textOf(made.rawId), client_data: textOf(made.response.clientDataJSON), attestation: textOf(made.response.attestationObject) };
  if (given?.results?.first || !given?.enabled) return { passkey, prf: written(given?.results?.first) };
  const again = { challenge: crypto.getRandomValues(new Uint8Array(32)), rpId: options.rp.id, userVerification: "required",
    allowCredentials: [{ type: "public-key", id: made.rawId }], extensions: extensionsOf(options) };
  const used = await tried(() => navigator.credentials.get({ publicKey: /** @type {any} */ (again) }), say);
  return { passkey, prf: written(used.getClientExtensionResults().prf?.results?.first) };
}

/**
 * Use a passkey.
 * @param {any} options @param {Say} say @returns {Promise<Said>}
 */
export async function usePasskey(options, say) {
  const publicKey = { ...options, challenge: bytesOf(options.challenge), allowCredentials: listed(options.allowCredentials), extensions: extensionsOf(options) };
  const used = await tried(() => navigator.credentials.get({ publicKey }), say);
  const { clientDataJSON, authenticatorData, signature } = used.response;
  const passkey = { credential_id: textOf(used.rawId), client_data: textOf(clientDataJSON), authenticator_data: textOf(authenticatorData), signature: textOf(signature) };
  return { passkey, prf: written(used.getClientExtensionResults().prf?.results?.first) };
}

/** Whatever a browser says no with, in our words. @param {() => Promise<any>} act @param {Say} say @returns {Promise<any>} */
async function tried(act, say) {
  try {
    return await act();
  } catch {
    throw new Problem({ status: 400, code: "passkey", title: say("passkey.failed"), detail: say("passkey.failed_detail") });
  }
}

/** @param {any} options */
function extensionsOf(options) {
  const first = options.extensions?.prf?.eval?.first;
  return first ? { prf: { eval: { first: bytesOf(first) } } } : {};
}

/** @param {{ id: string, type: string }[] | undefined} known */
function listed(known) {
  return (known ?? []).map((one) => ({ type: "public-key", id: bytesOf(one.id) }));
}

/** @param {any} secret */
function written(secret) {
  return secret ? textOf(secret) : null;
}

/** @param {string} text base64url */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
function textOf(bytes) {
  const text = Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
