// @ts-check
/** The officers' page: log in, queue, case. The session is a cookie that scripts cannot read. */

import { ask, asProblem } from "../shared/api.js";
import { html, render, useCallback, useEffect, useState } from "../shared/html.js";
import { Languages } from "../shared/ui.js";
import { labelOf, loadWords, localeOf, nameDocument } from "../shared/words.js";
import { CasePage } from "./screens/case.js";
import { LogIn } from "./screens/log_in.js";
import { Queue } from "./screens/queue.js";
import { OPEN } from "./screens/views.js";
import { forgetSession, mayHaveSession, noteSession } from "./session.js";

async function loadPage(locale) {
  const [say, vocabulary] = await Promise.all([loadWords(locale, "console"), ask("GET", "/vocabulary", { locale })]);
  return { say, locale, vocabulary: vocabulary.data };
}

function caseInAddress() {
  return /^#\/cases\/([0-9a-f-]{36})$/.exec(location.hash)?.[1] ?? null;
}

function App() {
  const [locale, setLocale] = useState(localeOf(location.search, navigator.languages));
  const [page, setPage] = useState(null);
  const [me, setMe] = useState(null);
  const [isIn, setIn] = useState(false);
  const [isKnown, setKnown] = useState(!mayHaveSession());
  const [hasEnded, setEnded] = useState(false);
  const [caseId, setCaseId] = useState(caseInAddress());
  const [problem, setProblem] = useState(null);
  const [filters, setFilters] = useState(OPEN);

  useEffect(() => {
    loadPage(locale).then(setPage, setProblem);
  }, [locale]);
  useEffect(() => {
    const turn = () => setCaseId(caseInAddress());
    addEventListener("hashchange", turn);
    return () => removeEventListener("hashchange", turn);
  }, []);
  useEffect(() => {
    if (!page) return;
    nameDocument(page.locale, page.say("console.name"));
  }, [page]);

  const enter = useCallback((who) => {
    noteSession();
    setMe(who);
    setIn(true);
    setEnded(false);
  }, []);
  const leave = useCallback((ended) => {
    forgetSession();
    if (!ended) setMe(null);
    setIn(false);
    setEnded(ended);
  }, []);
  useEffect(() => {
    if (isKnown) return;
    ask("GET", "/staff/me", { locale }).then(({ data }) => enter(data), () => forgetSession()).finally(() => setKnown(true));
  }, []);
  /** Every call of the console: a session that has ended leads to the log-in; what was typed stays, hidden, until then. */
  const call = useCallback(async (method, path, sending = {}) => {
    try {
      return await ask(method, path, { locale, ...sending });
    } catch (error) {
      const refusal = asProblem(error);
      if (refusal.status === 401) leave(true);
      throw refusal;
    }
  }, [locale]);

  if (!page || !isKnown) return html`<main class="wide">${problem && html`<p role="alert">暂时连不上服务 · The service cannot be reached</p>`}</main>`;
  const speak = (next) => {
    history.replaceState(null, "", `${next === "zh-Hans" ? location.pathname : `?lang=${next}`}${location.hash}`);
    setLocale(next);
  };
  const desk = { ...page, me, call };
  const open = me && (caseId
    ? html`<${CasePage} key=${caseId + locale + me.id} page=${desk} caseId=${caseId} />`
    : html`<${Queue} key=${locale + me.id} page=${desk} filters=${filters} setFilters=${setFilters} />`);
  return html`<${Frame} page=${desk} speak=${speak} isIn=${isIn} onLogOut=${() => call("DELETE", "/staff/session").then(() => leave(false), () => leave(false))}>
    ${!isIn && html`<${LogIn} page=${page} hasEnded=${hasEnded} onEnter=${enter} />`}
    <div hidden=${!isIn}>${open}</div>
  <//>`;
}

function Frame({ page, isIn, speak, onLogOut, children }) {
  const { me } = page;
  return html`<header class="bar"><div class="wide bar-inside">
      <a class="brand" href="#/"><img src="/web/shared/icon.svg" alt="" width="28" height="28" />${page.say("console.name")}</a>
      <div class="bar-links">
        ${isIn && html`<span class="who">${me.office?.name} · ${me.username} · ${labelOf(page.vocabulary.roles, me.role)}</span>`}
        <${Languages} page=${page} onChange=${speak} />
        ${isIn && html`<button type="button" class="link-button" onClick=${onLogOut}>${page.say("console.log_out")}</button>`}
      </div>
    </div></header>
    <main class="wide">${children}</main>`;
}

const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
