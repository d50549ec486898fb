// @ts-check
/**
 * Push on and off, without a word on the screen (screens/telling.js has them).
 *
 * A browser has one subscription for all reports that are followed on it. The service stores it with each report, sealed
 * and never twice the same, so that it cannot tell which reports are of one phone; the relay, and the push service of the
 * browser, can.
 */

import { ask } from "../shared/api.js";
import { hasWorkers, registration, registrationSoFar } from "./worker.js";

/**
 * `unsupported`: this browser has no push, or this service does not offer it. `denied`: the reader has said no to
 * notifications, which only the browser's settings can change. `off`, `on`: whether this browser has a subscription;
 * whether a report has one is `subscribed` of `GET /reports/mine`.
 * @typedef {"unsupported" | "denied" | "off" | "on"} PushState
 */

/** Whose push services browsers use, by the host of the address they give out. */
const PROVIDERS = [
  { domain: "googleapis.com", name: "Google" },
  { domain: "mozilla.com", name: "Mozilla" },
  { domain: "apple.com", name: "Apple" },
  { domain: "windows.com", name: "Microsoft" },
];

const hasPush = hasWorkers && "PushManager" in globalThis && "Notification" in globalThis;

/**
 * How push stands in this browser.
 * @param {string} locale
 * @returns {Promise<PushState>}
 */
export async function pushState(locale) {
  if (!hasPush || (await publicKey(locale)) === null) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const found = await registrationSoFar();
  return (await found?.pushManager.getSubscription()) ? "on" : "off";
}

/**
 * Tell this browser of news about a report from now on; to be called when the reader presses something, since the
 * browser may ask. Throws Problem when the service says no.
 * @param {string} receipt
 * @param {string} locale
 * @returns {Promise<PushState>} `on`, or why not
 */
export async function subscribe(receipt, locale) {
  const key = hasPush ? await publicKey(locale) : null;
  if (key === null) return "unsupported";
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "denied" : "off"; // "default": put off, may be asked again
  const { endpoint, keys } = (await subscription(key)).toJSON();
  const body = { channel: "webpush", locale, endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } };
  await ask("PUT", "/reports/mine/subscription", { locale, headers: headersOf(receipt), body });
  return "on";
}

/**
 * No more pushes about this report. Other reports of this browser keep theirs.
 * @param {string} receipt
 * @param {string} locale
 */
export async function unsubscribe(receipt, locale) {
  await ask("DELETE", "/reports/mine/subscription", { locale, headers: headersOf(receipt) });
}

/**
 * No more pushes to this browser, about whatever report: its push service forgets it, and the service here with the
 * next push. Needs no receipt; for wiping.
 */
export async function forgetBrowser() {
  const found = await registrationSoFar();
  await (await found?.pushManager?.getSubscription())?.unsubscribe();
  for (const shown of (await found?.getNotifications?.()) ?? []) shown.close();
}

/**
 * Who brings pushes to this browser: a name that people know, else the host; null while there is no subscription.
 * @returns {Promise<string | null>}
 */
export async function providerOf() {
  const found = await (await registrationSoFar())?.pushManager?.getSubscription();
  if (!found) return null;
  const { hostname } = new URL(found.endpoint);
  return PROVIDERS.find(({ domain }) => hostname === domain || hostname.endsWith(`.${domain}`))?.name ?? hostname;
}

/**
 * For a page that shows a report: `look` is called when the reader presses a notification, and the page comes forward
 * instead of a new one.
 * @param {() => void} look
 * @returns {() => void} ends it
 */
export function onNews(look) {
  if (!hasWorkers) return () => undefined;
  const hear = (/** @type {MessageEvent} */ { data, ports }) => {
    if (data !== "news") return;
    ports[0]?.postMessage("here");
    look();
  };
  navigator.serviceWorker.addEventListener("message", hear);
  navigator.serviceWorker.startMessages();
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}

/**
 * The browser's subscription for our key; one for a key that we have no more is given up first.
 * @param {string} key
 */
async function subscription(key) {
  const { pushManager } = await registration();
  const applicationServerKey = bytesOf(key);
  const old = await pushManager.getSubscription();
  if (old && !isSame(old.options.applicationServerKey, applicationServerKey)) await old.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

/**
 * What browsers subscribe with; null where the service does not offer Web Push.
 * @param {string} locale
 * @returns {Promise<string | null>}
 */
async function publicKey(locale) {
  const { data } = await ask("GET", "/channels", { locale });
  const found = data.items.find((/** @type {{ channel: string }} */ one) => one.channel === "webpush");
  return found?.public_key ?? null;
}

/** @param {string} receipt */
function headersOf(receipt) {
  return { Authorization: `Receipt ${receipt}` };
}

/** @param {string} text base64url */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

/** @param {ArrayBuffer | null} one @param {Uint8Array} other */
function isSame(one, other) {
  const bytes = new Uint8Array(one ?? new ArrayBuffer(0));
  return bytes.length === other.length && bytes.every((byte, place) => byte === other[place]);
}
