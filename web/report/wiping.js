// @ts-check
/** Beside what was written, everything that this app has put on the phone: notifications, its files, its worker. */

import { forgetBrowser } from "./push.js";
import { takeAway } from "./worker.js";

export async function wipeTheRest() {
  await forgetBrowser().catch(() => null); // without a network the push service hears of it when it next has something
  await takeAway();
}
