// @ts-check
/** The service worker of the phone app: where it is, and how to get it. */

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

/**
 * The registration of the worker, made when there is none yet; it is ready to take a subscription.
 * @returns {Promise<ServiceWorkerRegistration>}
 */
export async function registration() {
  const address = policy ? policy.createScriptURL(ADDRESS) : ADDRESS;
  await navigator.serviceWorker.register(address, { scope: "/" });
  return navigator.serviceWorker.ready;
}

/** @returns {Promise<ServiceWorkerRegistration | undefined>} */
export async function registrationSoFar() {
  return hasWorkers ? navigator.serviceWorker.getRegistration("/") : undefined;
}
