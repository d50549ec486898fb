// @ts-check
/** A receipt that was copied lies on the clipboard, which no page can look at: that it was copied is remembered. */

const NAME = "copied";

/** Throws where there is no clipboard. @param {string} text @param {import("./vault.js").Vault | null} vault */
export async function copyReceipt(text, vault) {
  await navigator.clipboard.writeText(text);
  await vault?.put("pref", NAME, true).catch(() => null);
}

/**
 * Writes over it, where the browser lets it; nothing that somebody else copied is touched while no receipt was.
 * @param {import("./vault.js").Vault | null} vault
 */
export async function clearCopied(vault) {
  const isCopied = await vault?.get("pref", NAME).catch(() => null);
  if (isCopied) await navigator.clipboard.writeText("").catch(() => null);
}
