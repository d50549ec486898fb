// @ts-check
/** The officers' page. The session is a cookie that scripts cannot read; what may be done, the service says. */

import { ask } from "../shared/api.js";
import { html, render, useCallback, useEffect, useMemo, useState } from "../shared/html.js";
import { lazy } from "../shared/lazy.js";
import { Heading, Languages, Notice } from "../shared/ui.js";
import { labelOf, loadWords, localeOf } from "../shared/words.js";
import { newDesk } from "./desk.js";
import { useKeys } from "./keys.js";
import { CasePage } from "./screens/case.js";
import { LogIn } from "./screens/log_in.js";
import { Queue } from "./screens/queue.js";
import { firstFilters } from "./screens/views.js";
import { useSession } from "./session.js";

const Below = lazy(() => import("./screens/below.js"), "Below");
const People = lazy(() => import("./screens/people.js"), "People");
const Offices = lazy(() => import("./screens/offices.js"), "Offices");
const Account = lazy(() => import("./screens/account.js"), "Account");
const KeyList = lazy(() => import("./screens/key_list.js"), "KeyList");
const SchoolNotice = lazy(() => import("./screens/school_notice.js"), "SchoolNotice");
const SecondFactor = lazy(() => import("./screens/second_factor.js"), "SecondFactor");

/** Rooms by the permission that opens them, in the order of the menu. */
const ROOMS = [
  { id: "", room: Queue, permission: "read_cases" },
  { id: "below", room: Below, permission: "read_offices_below" },
  { id: "people", room: People, permission: "grant_keys" },
  { id: "people", room: People, permission: "administer" },
  { id: "offices", room: Offices, permission: "administer" },
  { id: "account", room: Account, permission: null },
];

async function loadPage(locale) {
  const [say, vocabulary] = await Promise.all([loadWords(locale, "console"), ask("GET", "/vocabulary", { locale })]);
  return { say, locale, vocabulary: vocabulary.data };
}

/** The rooms of somebody's menu. */
function roomsOf(me) {
  const open = ROOMS.filter(({ permission }) => permission === null || me.permissions.includes(permission));
  return open.filter((one, index) => open.findIndex((other) => other.id === one.id) === index);
}

function place() {
  const [, caseId, notice] = /^#\/cases\/([0-9a-f-]{36})(\/notice)?$/.exec(location.hash) ?? [];
  return { caseId: caseId ?? null, isNotice: Boolean(notice), room: location.hash.replace(/^#\/?/, "") };
}

function App() {
  const [locale, setLocale] = useState(localeOf(location.search, navigator.languages));
  const [page, setPage] = useState(null);
  const [problem, setProblem] = useState(null);
  const [at, setAt] = useState(place());
  const session = useSession(locale);
  const { me, isIn, call } = session;
  const [filters, setFilters] = useState(null);
  const desk = useMemo(newDesk, [me?.id]); // who logs in next finds nothing of it

  useEffect(() => {
    loadPage(locale).then(setPage, setProblem);
  }, [locale]);
  useEffect(() => {
    const turn = () => setAt(place());
    addEventListener("hashchange", turn);
    return () => removeEventListener("hashchange", turn);
  }, []);
  useEffect(() => {
    setFilters(null);
    const ask = (event) => desk.unsent.size > 0 && event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [desk]);
  const show = useCallback((next) => {
    setFilters(next);
    location.hash = "#/";
  }, []);

  if (!page || !session.isKnown) return html`<main class="wide">${problem && html`<p role="alert">暂时连不上服务 · The service cannot be reached</p>`}</main>`;
  const speak = (next) => {
    history.replaceState(null, "", `${next === "zh-Hans" ? location.pathname : `?lang=${next}`}${location.hash}`);
    setLocale(next);
  };
  const leave = async () => {
    await session.logOut();
    location.hash = "#/"; // who comes next begins at the beginning
  };
  const whole = { ...page, me, call, desk, isIn };
  const open = me && html`<${Room} key=${at.room + locale + me.id} page=${whole} at=${at} filters=${filters ?? firstFilters(whole)} setFilters=${setFilters} onShow=${show} session=${session} />`;
  return html`<${Frame} page=${whole} at=${at} speak=${speak} isIn=${isIn} onLogOut=${leave}>
    ${!isIn && html`<${LogIn} page=${page} hasEnded=${session.hasEnded} onEnter=${session.enter} />`}
    <div hidden=${!isIn}>${open}</div>
  <//>`;
}

/** What is in the middle: what must be done first, a case, or a room of the menu. */
function Room({ page, at, filters, setFilters, onShow, session }) {
  const { me } = page;
  if (me.must_enrol) return html`<${SecondFactor} page=${page} onDone=${session.again} />`;
  if (me.is_pending) return html`<${Pending} page=${page} onAgain=${session.again} />`;
  if (at.isNotice) return html`<${SchoolNotice} page=${page} caseId=${at.caseId} />`;
  if (at.caseId) return html`<${CasePage} page=${page} caseId=${at.caseId} />`;
  const everywhere = async () => {
    await session.logOutEverywhere();
    location.hash = "#/";
  };
  const rooms = roomsOf(me);
  const { room: Chosen } = rooms.find(({ id }) => id === at.room) ?? rooms[0];
  return html`<${Chosen} page=${page} filters=${filters} setFilters=${setFilters} onShow=${onShow} onAgain=${session.again} onEverywhere=${everywhere} />`;
}

/** An account that nobody has given keys to yet. */
function Pending({ page, onAgain }) {
  return html`<${Heading}>${page.say("pending.title")}<//>
    <${Notice} kind="warn"><p>${page.say("pending.text")}</p>
      <p><button type="button" class="button" onClick=${onAgain}>${page.say("pending.again")}</button></p><//>`;
}

function Frame({ page, at, isIn, speak, onLogOut, children }) {
  const { me, say } = page;
  const rooms = isIn ? roomsOf(me) : [];
  const shown = at.caseId ? "" : (rooms.find(({ id }) => id === at.room) ?? rooms[0])?.id;
  const [areKeysListed, setKeysListed] = useState(false);
  useKeys({ "?": () => isIn && setKeysListed(true) });
  return html`<header class="bar"><div class="wide bar-inside">
      <a class="brand" href="#/"><img src="/web/shared/icon.svg" alt="" width="28" height="28" />${say("console.name")}</a>
      <div class="bar-links">
        ${isIn && html`<span class="who">${[me.office?.name, me.username, labelOf(page.vocabulary.roles, me.role)].filter(Boolean).join(" · ")}</span>`}
        <${Languages} page=${page} onChange=${speak} />
        ${isIn && html`<button type="button" class="link-button" aria-keyshortcuts="?" onClick=${() => setKeysListed(true)}>${say("keys.title")}</button>
          <${LogOut} page=${page} onLogOut=${onLogOut} />`}
      </div>
    </div>
    ${isIn && !me.must_enrol && !me.is_pending && html`<nav class="wide rooms" aria-label=${say("rooms.title")}>
      ${rooms.map(({ id }) => html`<a key=${id} href=${`#/${id}`} aria-current=${shown === id ? "page" : null}>${say(`rooms.${id || "queue"}`)}</a>`)}</nav>`}
    </header>
    <main class="wide">${children}</main>
    ${areKeysListed && html`<${KeyList} page=${page} onClose=${() => setKeysListed(false)} />`}`;
}

/** At once where nothing would be lost; else it says how much. */
function LogOut({ page, onLogOut }) {
  const { say, desk } = page;
  const [count, setCount] = useState(0);
  const leave = () => (desk.unsent.size > 0 ? setCount(desk.unsent.size) : onLogOut());
  if (count === 0) return html`<button type="button" class="link-button" onClick=${leave}>${say("console.log_out")}</button>`;
  return html`<${Notice} kind="warn" live="alert"><p>${say("console.log_out_sure", { count })}</p>
    <div class="act-buttons"><button type="button" class="button button-alarm" onClick=${onLogOut}>${say("console.log_out")}</button>
      <button type="button" class="button" onClick=${() => setCount(0)}>${say("case.cancel")}</button></div><//>`;
}

const root = document.getElementById("app");
if (root) render(html`<${App} />`, root);
