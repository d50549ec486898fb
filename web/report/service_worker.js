// @ts-check
/// <reference lib="webworker" />
/**
 * The service worker of the phone app, a classic script, for not every browser has workers that are modules. Each part
 * is a block of its own that listens to its own events.
 */

/** Push: one notification, the same for every event of every report. It knows no report, and asks nobody. */
{
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
  const TAG = "jianfu"; // a later notification takes the place of the one before
  const FOLLOW = "/#/follow";

  /** @param {PushMessageData | null} data `{title, text}`, in the language of the subscription */
  const show = async (data) => {
    const { title, text } = data?.json() ?? {};
    if (typeof title !== "string" || typeof text !== "string") return;
    await worker.registration.showNotification(title, { body: text, tag: TAG, icon: "/web/shared/icon.svg" });
  };

  /** The page where a receipt is entered: one that is open there, or a new one. Nobody is torn away from a report. */
  const open = async () => {
    const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = pages.map((page) => ({ page, url: new URL(page.url) })).find(({ url }) => url.pathname + url.hash === FOLLOW)?.page;
    await (there ? there.focus() : worker.clients.openWindow(FOLLOW));
  };

  worker.addEventListener("push", (event) => event.waitUntil(show(event.data)));
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open());
  });
}
