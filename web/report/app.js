// @ts-check
/** The phone page: one screen after another, all under one address. */

import { ask } from "../shared/api.js";
import { html, render, useCallback, useEffect, useState } from "../shared/html.js";
import { lazy } from "../shared/lazy.js";
import { Languages, Notice } from "../shared/ui.js";
import { loadWords, localeOf, nameDocument } from "../shared/words.js";
import { useDrafts } from "./drafts.js";
import { leave } from "./leaving.js";
import { useLeftBehind } from "./left_behind.js";
import { useOutbox } from "./outbox.js";
import { usePrefs } from "./prefs.js";
import { Start } from "./screens/start.js";
import { go, useSteps } from "./steps.js";
import { useUploads } from "./uploads.js";

/**
 * @typedef {import("./types").PhonePage} PhonePage
 * @typedef {import("./draft.js").Draft} Draft
 * @typedef {((props: any) => any) & { load?: () => Promise<any> }} Screen
 */

/** Fetched when the first page stands, so that it stands soon. */
const LATER = {
  About: () => import("./screens/about.js"),
  Where: () => import("./screens/where.js"),
  Questions: () => import("./screens/questions.js"),
  Words: () => import("./screens/words.js"),
  Preview: () => import("./screens/preview.js"),
  Receipt: () => import("./screens/receipt.js"),
  Follow: () => import("./screens/follow.js"),
  Pupil: () => import("./screens/pupil.js"),
  Queued: () => import("./screens/queued.js"),
  Privacy: () => import("./screens/privacy.js"),
  Children: () => import("./screens/privacy.js"),
};
const { About, Where, Questions, Words, Preview, Receipt, Follow, Pupil, Queued, Privacy, Children } = Object.fromEntries(
  Object.entries(LATER).map(([name, load]) => [name, lazy(load, name)]),
);
/** @type {Record<string, Screen>} */
const SCREENS = { "": Start, pupil: Pupil, about: About, where: Where, questions: Questions, words: Words, preview: Preview, queued: Queued, receipt: Receipt, follow: Follow, news: Follow, privacy: Privacy, children: Children };
const INPUTS = ["where", "questions", "words", "preview"];

/** Everything a screen needs to speak, loaded together so that no screen speaks half in one language. @param {string} locale @returns {Promise<PhonePage>} */
async function loadPage(locale) {
  const [say, vocabulary, categories] = await Promise.all([
    loadWords(locale, "report"),
    ask("GET", "/vocabulary", { locale }),
    ask("GET", "/categories", { locale }),
  ]);
  return { say, locale, vocabulary: vocabulary.data, categories: categories.data.items };
}

/** Where one may be: a step needs the steps before it. @param {string} screen @param {Draft} draft */
function allowedScreen(screen, draft) {
  if (!(screen in SCREENS)) return "";
  if (screen === "receipt") return draft.filed ? screen : "";
  if (["about", ...INPUTS].includes(screen) && (draft.filed || draft.isQueued)) return draft.filed ? "receipt" : "queued"; // sent once
  /** @type {Record<string, unknown>} */
  const needs = { queued: draft.isQueued || draft.filed, where: draft.category, questions: draft.place, words: draft.place, preview: draft.place };
  return screen in needs && !needs[screen] ? "" : screen;
}

function App() {
  const [locale, setLocale] = useState(localeOf(location.search, navigator.languages));
  const [page, setPage] = useState(/** @type {PhonePage | null} */ (null));
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  const { screen, visits } = useSteps();
  const drafts = useDrafts();

  const load = useCallback(() => {
    setProblem(null);
    loadPage(locale).then(setPage, setProblem);
  }, [locale]);
  useEffect(load, [load]);
  useEffect(() => {
    if (!page) return;
    nameDocument(page.locale, page.say("title"));
  }, [page]);

  const prefs = usePrefs(drafts.vault);
  useOutbox(page, drafts);
  const uploads = useUploads(page, drafts);
  useEffect(() => {
    if (page && drafts.isRead) fetchTheRest();
  }, [Boolean(page) && drafts.isRead]);
  const left = useLeftBehind(drafts);
  useWhereItWasLeft(screen, drafts, left.ids);
  const speak = (/** @type {string} */ next) => {
    history.replaceState(history.state, "", next === "zh-Hans" ? location.pathname : `?lang=${next}`);
    setLocale(next);
  };
  const shown = allowedScreen(screen, drafts.draft);
  const Screen = SCREENS[shown];
  if (!page || left.ids === null) return problem ? html`<main class="column"><${Unreachable} onRetry=${load} /></main>` : html`<main class="column"></main>`;
  return html`<${Frame} page=${page} shown=${shown} speak=${speak} prefs=${prefs} onLeave=${() => leave(left.hide)}>
    ${drafts.isFull && html`<${Notice} kind="warn" live="alert"><p>${page.say("full")}</p><//>`}
    <${Screen} key=${shown + visits} page=${page} drafts=${drafts} left=${left} uploads=${uploads} isLarge=${prefs.isLarge} go=${go} isFirst=${visits === 0} isNews=${shown === "news"} />
  <//>`;
}

/** Screens in the order in which they are needed, then the worker that keeps them for times without a network. */
async function fetchTheRest() {
  try {
    const { watchFocus } = await import("../shared/focus.js");
    if (root) watchFocus(root);
    for (const load of Object.values(LATER)) await load();
    const { keepOffline } = await import("./worker.js");
    await keepOffline();
  } catch {
    // fetched again when it is needed
  }
}

/**
 * The draft remembers its screen; a page that was reloaded or killed goes on with the draft it showed.
 * @param {string} screen
 * @param {import("./drafts.js").Drafts} drafts
 * @param {string[] | null} hidden
 */
function useWhereItWasLeft(screen, { draft, others, change, pick }, hidden) {
  useEffect(() => {
    if (INPUTS.includes(screen) && draft.category && !draft.filed && draft.screen !== screen) change({ screen });
  }, [screen, draft.category]);
  useEffect(() => {
    const shown = hidden && !draft.category && others.findLast((one) => one.screen === screen && !hidden.includes(one.id));
    if (shown) pick(shown.id);
  }, [hidden !== null]);
}

/**
 * @param {{ page: PhonePage, shown: string, speak: (locale: string) => void, prefs: ReturnType<typeof usePrefs>,
 *   onLeave: () => void, children?: any }} props
 */
function Frame({ page, shown, speak, prefs, onLeave, children }) {
  const step = INPUTS.indexOf(shown) + 1;
  return html`<nav class="top-links column">
      ${!["follow", "news"].includes(shown) && html`<a href="#/follow">${page.say("follow.link")}</a>`}
      <button type="button" class="link-button" aria-pressed=${String(prefs.isLarge)} onClick=${() => prefs.setLarge(!prefs.isLarge)}>${page.say("large")}</button>
      <${Languages} page=${page} onChange=${speak} />
    </nav>
    <header class="top column">
      <a class="brand" href="#/"><img src="/web/shared/icon.svg" alt="" width="28" height="28" />${page.say("name")}</a>
      <button type="button" class="button leave" onClick=${onLeave}>${page.say("leave")}</button>
    </header>
    <main class="column">
      ${step > 0 && html`<progress class="steps" max=${INPUTS.length} value=${step} aria-label=${page.say("step_of", { step, steps: INPUTS.length })}></progress>`}
      ${children}
    </main>
    <footer class="column foot"><p>${page.say("foot")}</p>
      <p class="foot-links"><a href="/progress">${page.say("foot.progress")}</a><a href="/console/">${page.say("foot.desk")}</a><a href="/api">${page.say("foot.api")}</a></p></footer>`;
}

/** Shown before there are any words: both languages at once. @param {{ onRetry: () => void }} props */
function Unreachable({ onRetry }) {
  return html`<div class="notice notice-bad" role="alert">
    <p class="notice-title">暂时连不上服务 · The service cannot be reached</p>
    <p>请检查网络后再试。</p><p lang="en">Please check your connection and try again.</p>
    <p><button type="button" class="button" onClick=${onRetry}>再试一次 · Try again</button></p>
  </div>`;
}

const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
SCREENS[history.state?.screen]?.load?.().catch(() => null); // while the words are on their way; tried again when it is shown
