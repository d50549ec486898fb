// @ts-check
/** Beside what was written, everything that this app has put on the phone: notifications, its files, its worker. */

import { forgetLeaving } from "./leaving.js";
import { forgetBrowser } from "./push.js";
import { registrationSoFar } from "./worker.js";

export async function wipeTheRest() {
  forgetLeaving();
  await forgetBrowser().catch(() => null); // without a network the push service hears of it when it next has something
  await (await registrationSoFar())?.unregister();
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
}
