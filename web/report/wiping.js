// @ts-check
/** Beside what was written, everything that this app has put on the phone: notifications, its files, its worker. */

import { forgetBrowser } from "./push.js";
import { registrationSoFar } from "./worker.js";

const PATIENCE_MS = 1000;

export async function wipeTheRest() {
  await forgetBrowser().catch(() => null); // without a network the push service hears of it when it next has something
  const found = await registrationSoFar();
  if (found?.active) await Promise.race([filesDropped(found.active), new Promise((later) => setTimeout(later, PATIENCE_MS))]);
  await found?.unregister();
}

/** The files are the worker's. @param {ServiceWorker} worker */
function filesDropped(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.postMessage("wipe", [port2]);
  });
}
