// @ts-check
/** The officers' page. The session is a cookie that scripts cannot read; what may be done, the service says. */

import { ask } from "../shared/api.js";
import { html, render, useCallback, useEffect, useMemo, useState } from "../shared/html.js";
import { watchFocus } from "../shared/focus.js";
import { lazy } from "../shared/lazy.js";
import { Heading, Languages, Notice } from "../shared/ui.js";
import { labelOf, loadWords, localeOf } from "../shared/words.js";
import { newDesk } from "./desk.js";
import { useKeys } from "./keys.js";
import { LogIn } from "./screens/log_in.js";
import { Asked } from "./screens/sure.js";
import { Unread } from "./screens/unread.js";
import { firstFilters } from "./screens/views.js";
import { WrongCodes } from "./screens/wrong_codes.js";
import { useSession } from "./session.js";

const Queue = lazy(() => import("./screens/queue.js"), "Queue");
const Caller = lazy(() => import("./screens/caller.js"), "Caller");
const CasePage = lazy(() => import("./screens/case.js"), "CasePage");
const Below = lazy(() => import("./screens/below.js"), "Below");
const Tasks = lazy(() => import("./screens/tasks.js"), "Tasks");
const TaskPage = lazy(() => import("./screens/task.js"), "TaskPage");
const Rechecks = lazy(() => import("./screens/rechecks.js"), "Rechecks");
const Coordination = lazy(() => import("./screens/coordination.js"), "Coordination");
const Reminders = lazy(() => import("./screens/reminders.js"), "Reminders");
const Conduct = lazy(() => import("./screens/conduct.js"), "Conduct");
const People = lazy(() => import("./screens/people.js"), "People");
const Offices = lazy(() => import("./screens/offices.js"), "Offices");
const Figures = lazy(() => import("./screens/figures.js"), "Figures");
const Registry = lazy(() => import("./screens/registry.js"), "Registry");
const Audit = lazy(() => import("./screens/audit.js"), "Audit");
const Account = lazy(() => import("./screens/account.js"), "Account");
const KeyList = lazy(() => import("./screens/key_list.js"), "KeyList");
const SchoolNotice = lazy(() => import("./screens/school_notice.js"), "SchoolNotice");
const SecondFactor = lazy(() => import("./screens/second_factor.js"), "SecondFactor");

/**
 * @typedef {import("./types").Desk} Desk
 * @typedef {import("./types").ConsolePage} ConsolePage
 * @typedef {import("./types").At} At
 * @typedef {import("./types").Filters} FiltersOfQueue
 * @typedef {import("../shared/ui.js").Page} Page
 */

/** Rooms by the permission that opens them, in the order of the menu. */
const ROOMS = [
  { id: "", room: Queue, permission: "read_cases" },
  { id: "caller", room: Caller, permission: "take_reports" },
  { id: "tasks", room: Tasks, permission: "read_cases" },
  { id: "rechecks", room: Rechecks, permission: "read_cases" },
  { id: "coordination", room: Coordination, permission: "read_offices_below" },
  { id: "figures", room: Figures, permission: "read_figures" },
  { id: "reminders", room: Reminders, permission: "read_cases" },
  { id: "below", room: Below, permission: "read_offices_below" },
  { id: "conduct", room: Conduct, permission: "read_offices_below" },
  { id: "people", room: People, permission: "grant_keys" },
  { id: "people", room: People, permission: "administer" },
  { id: "offices", room: Offices, permission: "administer" },
  { id: "registry", room: Registry, permission: "administer" },
  { id: "audit", room: Audit, permission: "read_audit" },
  { id: "account", room: Account, permission: null },
];

/** @param {string} locale @returns {Promise<Page>} */
async function loadPage(locale) {
  const [say, vocabulary] = await Promise.all([loadWords(locale, "console"), ask("GET", "/vocabulary", { locale })]);
  return { say, locale, vocabulary: vocabulary.data };
}

/** The rooms of somebody's menu. @param {import("api").MeOut} me */
function roomsOf(me) {
  const open = ROOMS.filter(({ permission }) => permission === null || me.permissions.includes(permission));
  return open.filter((one, index) => open.findIndex((other) => other.id === one.id) === index);
}

/** @returns {At} */
function place() {
  const [, caseId, notice] = /^#\/cases\/([0-9a-f-]{36})(\/notice)?$/.exec(location.hash) ?? [];
  const [, taskId] = /^#\/tasks\/([0-9a-f-]{36})$/.exec(location.hash) ?? [];
  return { caseId: caseId ?? null, taskId: taskId ?? null, isNotice: Boolean(notice), room: location.hash.replace(/^#\/?/, "") };
}

function App() {
  const [locale, setLocale] = useState(localeOf(location.search, navigator.languages));
  const [page, setPage] = useState(/** @type {Page | null} */ (null));
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  const [at, setAt] = useState(place());
  const session = useSession(locale);
  const { me, isIn, call } = session;
  const [filters, setFilters] = useState(/** @type {FiltersOfQueue | null} */ (null));
  const desk = useMemo(newDesk, [me?.id]); // who logs in next finds nothing of it

  useEffect(() => {
    loadPage(locale).then(setPage, setProblem);
  }, [locale]);
  useEffect(() => {
    if (page) for (const next of [Queue, CasePage]) next.load().catch(() => null); // while somebody logs in
  }, [Boolean(page)]);
  useEffect(() => {
    const turn = () => setAt(place());
    addEventListener("hashchange", turn);
    return () => removeEventListener("hashchange", turn);
  }, []);
  useEffect(() => {
    setFilters(null);
    const ask = (/** @type {Event} */ event) => desk.unsent.size > 0 && event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [desk]);
  const show = useCallback((/** @type {FiltersOfQueue} */ next) => {
    setFilters(next);
    location.hash = "#/";
  }, []);

  if (!page || !session.isKnown) return html`<main class="wide">${problem && html`<p role="alert">暂时连不上服务 · The service cannot be reached</p>`}</main>`;
  const speak = (/** @type {string} */ next) => {
    history.replaceState(null, "", `${next === "zh-Hans" ? location.pathname : `?lang=${next}`}${location.hash}`);
    setLocale(next);
  };
  const leave = async () => {
    await session.logOut();
    location.hash = "#/"; // who comes next begins at the beginning
  };
  const whole = { ...page, me, call, desk, isIn };
  const open = me && html`<${Room} key=${at.room + locale + me.id} page=${whole} at=${at} filters=${filters ?? firstFilters({ ...whole, me })} setFilters=${setFilters} onShow=${show} session=${session} />`;
  return html`<${Frame} page=${whole} at=${at} speak=${speak} isIn=${isIn} onLogOut=${leave}>
    ${!isIn && html`<${LogIn} page=${page} hasEnded=${session.hasEnded} onEnter=${session.enter} />`}
    ${isIn && html`<div>${whole.me && "expires_at" in whole.me && at.room === "" && html`<${WrongCodes} page=${whole} />`}${open}</div>`}
  <//>`;
}

/** What is in the middle: what must be done first, a case, or a room of the menu.
 * @param {{ page: Desk, at: At, filters: FiltersOfQueue, setFilters: (filters: FiltersOfQueue) => void,
 *   onShow: (filters: FiltersOfQueue) => void, session: import("./session.js").Session }} props */
function Room({ page, at, filters, setFilters, onShow, session }) {
  const { me } = page;
  if (me.must_enrol) return html`<${SecondFactor} page=${page} onDone=${session.again} />`;
  if (me.is_pending) return html`<${Pending} page=${page} onAgain=${session.again} />`;
  if (at.isNotice) return html`<${SchoolNotice} page=${page} caseId=${at.caseId} />`;
  if (at.taskId) return html`<${TaskPage} page=${page} taskId=${at.taskId} />`;
  if (at.caseId) return html`<${CasePage} page=${page} caseId=${at.caseId} />`;
  const everywhere = async () => {
    await session.logOutEverywhere();
    location.hash = "#/";
  };
  const rooms = roomsOf(me);
  const { room: Chosen } = rooms.find(({ id }) => id === at.room) ?? rooms[0];
  return html`<${Chosen} page=${page} filters=${filters} setFilters=${setFilters} onShow=${onShow} onAgain=${session.again} onEverywhere=${everywhere} />`;
}

/** An account that nobody has given keys to yet. @param {{ page: Desk, onAgain: () => Promise<void> }} props */
function Pending({ page, onAgain }) {
  return html`<${Heading}>${page.say("pending.title")}<//>
    <${Notice} kind="warn"><p>${page.say("pending.text")}</p>
      <p><button type="button" class="button" onClick=${onAgain}>${page.say("pending.again")}</button></p><//>`;
}

/**
 * @param {{ page: ConsolePage, at: At, isIn: boolean, speak: (locale: string) => void, onLogOut: () => Promise<void>, children?: any }} props
 */
function Frame({ page, at, isIn, speak, onLogOut, children }) {
  const { say } = page;
  const me = isIn ? page.me : null;
  const rooms = me ? roomsOf(me) : [];
  const shown = at.caseId ? "" : at.taskId ? "tasks" : (rooms.find(({ id }) => id === at.room) ?? rooms[0])?.id;
  const [areKeysListed, setKeysListed] = useState(false);
  useKeys({ "?": () => isIn && setKeysListed(true) });
  return html`<header class="bar"><div class="wide bar-inside">
      <a class="brand" href="#/"><img src="/web/shared/icon.svg" alt="" width="28" height="28" />${say("console.name")}</a>
      <div class="bar-links">
        ${me && html`<span class="who">${[me.office?.name, me.username, labelOf(page.vocabulary.roles, me.role)].filter(Boolean).join(" · ")}</span>`}
        <${Languages} page=${page} onChange=${speak} />
        ${isIn && html`<button type="button" class="link-button" aria-keyshortcuts="?" onClick=${() => setKeysListed(true)}>${say("keys.title")}</button>
          <${LogOut} page=${page} onLogOut=${onLogOut} />`}
      </div>
    </div>
    ${me && !me.must_enrol && !me.is_pending && html`<nav class="wide rooms" aria-label=${say("rooms.title")}>
      ${rooms.map(({ id }) => html`<a key=${id} href=${`#/${id}`} aria-current=${shown === id ? "page" : null}>${say(`rooms.${id || "queue"}`)}
        ${id === "reminders" && html`<${Unread} key=${page.locale + me.id} page=${{ ...page, me }} />`}</a>`)}</nav>`}
    </header>
    <main class="wide">${children}</main>
    ${areKeysListed && html`<${KeyList} page=${page} onClose=${() => setKeysListed(false)} />`}`;
}

/** At once where nothing would be lost; else it says how much. Whose log-out was not heard is told so. @param {{ page: ConsolePage, onLogOut: () => Promise<void> }} props */
function LogOut({ page, onLogOut }) {
  const { say, desk } = page;
  const [count, setCount] = useState(0);
  const [isStillIn, setStillIn] = useState(false);
  const logOut = () => onLogOut().catch(() => setStillIn(true));
  const leave = () => (desk.unsent.size > 0 ? setCount(desk.unsent.size) : logOut());
  const still = isStillIn && html`<${Notice} kind="bad" live="alert"><p>${say("console.still_in")}</p><//>`;
  if (count === 0) return html`<button type="button" class="link-button" onClick=${leave}>${say("console.log_out")}</button>${still}`;
  return html`${still}<${Asked}><p>${say("console.log_out_sure", { count })}</p>
    <div class="act-buttons"><button type="button" class="button button-alarm" onClick=${logOut}>${say("console.log_out")}</button>
      <button type="button" class="button" onClick=${() => setCount(0)}>${say("case.cancel")}</button></div><//>`;
}

const root = document.getElementById("app");
if (root) {
  watchFocus(root);
  render(html`<${App} />`, root);
}
