// @ts-check
/// <reference lib="webworker" />
/**
 * The service worker of the phone app, a classic script, for not every browser has workers that are modules. Each part
 * is a block of its own that listens to its own events.
 */

/**
 * Offline: the files of one version, all or none, and what every form needs to speak. Nothing that a reporter asks for or
 * says is kept here. `VERSION` and `FILES` are written in front of this script by the server (api/pages.py).
 */
{
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
  const { VERSION, FILES } = /** @type {any} */ (globalThis).SHELL;
  const SHELL = `shell-${VERSION}`;
  const WORDS = ["/api/v1/categories", "/api/v1/vocabulary"];
  const LOCALES = ["zh-Hans", "en"];

  /** What a language's words are kept under: a cache has one answer for an address, whatever it varies by. @param {string} path @param {string} locale */
  const nameOf = (path, locale) => `${path}?${locale}`;

  /** The words as well, so that the app opens without a network after one visit; where they do not come, the next visit has them. */
  const fill = async () => {
    const kept = await caches.open(SHELL);
    await kept.addAll(FILES);
    const all = WORDS.flatMap((path) => LOCALES.map((locale) => ({ path, locale })));
    await Promise.allSettled(all.map(({ path, locale }) => freshIfPossible(new Request(path, { headers: { "Accept-Language": locale } }))));
  };

  /** Pages of another version are closed by now: a new worker waits for them. */
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name !== SHELL);
    await Promise.all(old.map((name) => caches.delete(name)));
  };

  /** @param {Request} request */
  const fromShell = async (request) =>
    (await caches.match(request.url, { cacheName: SHELL, ignoreSearch: true, ignoreVary: true })) ?? fetch(request);

  /** Not on a phone that was wiped: a worker may outlive its files until its page is closed. @param {string} name @param {Response} answer */
  const keep = async (name, answer) => {
    if (await caches.has(SHELL)) await (await caches.open(SHELL)).put(name, answer);
  };

  /** What the service says now; without a network what it said last. @param {Request} request */
  const freshIfPossible = async (request) => {
    const name = nameOf(new URL(request.url).pathname, request.headers.get("Accept-Language") ?? "");
    try {
      const answer = await fetch(request);
      if (answer.ok) await keep(name, answer.clone()).catch(() => null); // no room: it is shown all the same
      return answer;
    } catch (error) {
      const last = await caches.match(name, { cacheName: SHELL, ignoreVary: true });
      if (last) return last;
      throw error;
    }
  };

  worker.addEventListener("install", (event) => event.waitUntil(fill()));
  /** A page that is open already is served from here, too. */
  const begin = async () => {
    await tidy();
    await worker.clients.claim();
  };

  worker.addEventListener("activate", (event) => event.waitUntil(begin()));
  worker.addEventListener("fetch", (event) => {
    const { origin, pathname } = new URL(event.request.url);
    if (event.request.method !== "GET" || origin !== worker.location.origin) return;
    if (FILES.includes(pathname)) event.respondWith(fromShell(event.request));
    else if (WORDS.includes(pathname)) event.respondWith(freshIfPossible(event.request));
  });
}

/** Push: one notification, the same for every event of every report. It knows no report, and asks nobody. */
{
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
  const TAG = "jianfu"; // a later notification takes the place of the one before
  const FOLLOW = "/#1"; // the address stays in the browser's list: steps.js knows what the number means
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
