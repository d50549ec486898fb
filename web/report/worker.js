// @ts-check
/** The service worker of the phone app: where it is, and how to get it. */

import { dropFiles } from "./vault.js";

const ADDRESS = "/service-worker.js";

/** What the page's policy lets pass as the address of a worker: this one, and no other (`trusted-types` in the headers). */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("jianfu-worker", {
  createScriptURL: (/** @type {string} */ address) => {
    if (address !== ADDRESS) throw new TypeError("not our worker");
    return address;
  },
});

/** Whether this browser has service workers, here. */
export const hasWorkers = Boolean(navigator.serviceWorker);

/** What is on its way: who takes the worker away waits for it, or it would come afterwards. @type {Promise<unknown>} */
let coming = Promise.resolve();
let isTakenAway = false;

/**
 * The registration of the worker, made when there is none yet; it is ready to take a subscription.
 * @returns {Promise<ServiceWorkerRegistration>}
 */
export async function registration() {
  const address = policy ? policy.createScriptURL(ADDRESS) : ADDRESS;
  coming = navigator.serviceWorker.register(address, { scope: "/" });
  await coming;
  return navigator.serviceWorker.ready;
}

/** Keeps the app for times without a network; not in a page whose phone was wiped. */
export async function keepOffline() {
  if (hasWorkers && !isTakenAway) await registration();
}

/** The worker and its files leave the phone, and do not come back before another visit. */
export async function takeAway() {
  isTakenAway = true;
  await coming.catch(() => null);
  await (await registrationSoFar())?.unregister();
  if (hasWorkers) await dropFiles();
}

/** @returns {Promise<ServiceWorkerRegistration | undefined>} */
export async function registrationSoFar() {
  return hasWorkers ? navigator.serviceWorker.getRegistration("/") : undefined;
}
