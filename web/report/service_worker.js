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
  const NEWS = "news";
  const PATIENCE_MS = 500;

  /** @param {PushMessageData | null} data `{title, text}`, in the language of the subscription */
  const show = async (data) => {
    const { title, text } = data?.json() ?? {};
    if (typeof title !== "string" || typeof text !== "string") return;
    await worker.registration.showNotification(title, { body: text, tag: TAG, icon: "/web/shared/icon.svg" });
  };

  /**
   * The page, should it say that it shows a report; its address does not tell. `onNews` of push.js answers.
   * @param {WindowClient} page
   */
  const showsReport = (page) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(page);
      page.postMessage(NEWS, [port2]);
    });

  /** The page that shows a report, or a new one where a receipt can be entered. Nobody is torn away from a report. */
  const open = async () => {
    const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const nobody = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
    const there = await Promise.race([nobody, ...pages.map(showsReport)]);
    await (there ? there.focus() : worker.clients.openWindow(FOLLOW));
  };

  worker.addEventListener("push", (event) => event.waitUntil(show(event.data)));
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open());
  });
}
