// @ts-check
/** Many cases at once: all that the filters match, or all of one officer; how many is said first, what became of each last. */

import { asProblem } from "../../shared/api.js";
import { html, useState } from "../../shared/html.js";
import { LongText } from "../../shared/long_text.js";
import { Group, Options, ProblemNotice } from "../../shared/ui.js";
import { useAnswer } from "../../shared/use_answer.js";
import { useSending } from "../../shared/use_sending.js";
import { BulkResults } from "./bulk_results.js";
import { Select } from "./filters.js";
import { Asked } from "./sure.js";

/**
 * @typedef {import("../types").Desk} Desk
 * @typedef {import("api").BulkRowOut} Row
 * @typedef {{ id: string, version: number }} Seen
 * @typedef {{ deed: string, assignee: string, to_office_id: string, reason_code: string, reason: string, text: string }} Typed
 * @typedef {{ typed: Typed, page: Desk, seen: Seen[], change: (more: Partial<Typed>) => void, faults: (field: string) => string[] }} Props
 */

const MOVES = ["accept", "investigate"];
/** What each deed needs the permission for. @type {Record<string, string>} */
const NEEDS = { accept: "move_cases", investigate: "move_cases", assignment: "assign_cases", transfer: "transfer_cases", message: "message_reporter" };
const NOBODY = "nobody";
/** @type {Typed} */
const NOTHING = { deed: "", assignee: "", to_office_id: "", reason_code: "", reason: "", text: "" };

/** @param {{ page: Desk, filters: import("../types").Filters, onDone: () => void }} props */
export function Bulk({ page, filters, onDone }) {
  const { say } = page;
  const [whose, setWhose] = useState("");
  const [seen, setSeen] = useState(/** @type {Seen[] | null} */ (null));
  const [atOnce, setAtOnce] = useState(1);
  const people = useAnswer(/** @returns {Promise<import("api").ColleagueOut[]>} */ async () => (await page.call("GET", "/cases/colleagues")).data.items, [page.locale]);
  const looking = useSending(async () => {
    const { data } = await page.call("GET", "/cases/matching", { query: { ...filters, ...(whose && { assignee: whose, open: true }) } });
    setAtOnce(data.at_once);
    setSeen(data.items);
  });
  const colleagues = (people.data ?? []).map(({ id, username }) => ({ value: id, label: username }));
  const chooseWhose = (/** @type {string} */ id) => {
    setSeen(null);
    setWhose(id);
  };
  return html`<p class="help">${say("bulk.lead")}</p>
    <${Select} label=${say("bulk.whose")} any=${say("bulk.as_filtered")} options=${colleagues} value=${whose} onChange=${chooseWhose} />
    <${ProblemNotice} problem=${people.problem ?? looking.problem} page=${page} />
    <p><button type="button" class="button" disabled=${looking.isBusy} onClick=${looking.submit}>${say("bulk.count")}</button></p>
    <p role="status">${seen && say("bulk.found", { count: seen.length })}</p>
    ${seen && seen.length > 0 && html`<${Deeds} key=${whose} page=${page} seen=${seen} atOnce=${atOnce} colleagues=${colleagues} onDone=${onDone} onSeen=${() => setSeen(null)} />`}`;
}

/** @param {{ page: Desk, seen: Seen[], atOnce: number, colleagues: import("../../shared/ui.js").Option[], onDone: () => void, onSeen: () => void }} props */
function Deeds({ page, seen, atOnce, colleagues, onDone, onSeen }) {
  const { say, me } = page;
  const [typed, setTyped] = useState(NOTHING);
  const [isAsked, setAsked] = useState(false);
  const [rows, setRows] = useState(/** @type {Row[] | null} */ (null));
  const [sent, setSent] = useState(0);
  const { problem, isBusy, submit, forgive } = useSending(async () => {
    const left = rows ? again(rows) : seen;
    const became = await inParts(page, left, atOnce, bodyOf(typed), setSent);
    const kept = (rows ?? []).filter(({ id }) => !left.some((one) => one.id === id));
    setAsked(false);
    setRows([...kept, ...became]);
    onDone();
  });
  const change = (/** @type {Partial<Typed>} */ more) => {
    forgive();
    setTyped({ ...typed, ...more });
  };
  const faults = (/** @type {string} */ field) => problem?.about(field) ?? [];
  const deeds = Object.keys(NEEDS).filter((name) => me.permissions.includes(NEEDS[name]));
  const name = typed.deed && say(`bulk.${typed.deed}`);
  if (rows) return html`<${BulkResults} page=${page} rows=${rows} isBusy=${isBusy} problem=${problem} onAgain=${again(rows).length > 0 ? submit : null} onSeen=${onSeen} />`;
  return html`<${Group} label=${say("bulk.what")}><${Options} options=${deeds.map((value) => ({ value, label: say(`bulk.${value}`) }))} chosen=${typed.deed} onChoose=${(/** @type {string} */ deed) => change({ deed })} short /><//>
    <${Needed} typed=${typed} page=${page} seen=${seen} change=${change} faults=${faults} colleagues=${colleagues} />
    ${typed.deed && !isAsked && html`<p><button type="button" class="button button-main" onClick=${() => setAsked(true)}>${say("bulk.go_on", { deed: name, count: seen.length })}</button></p>`}
    ${isAsked && html`<${Asked}><p>${say("bulk.sure", { deed: name, count: seen.length })}</p>
      <${ProblemNotice} problem=${problem} page=${page} />
      ${isBusy && html`<p><label>${say("bulk.progress", { sent, count: seen.length })} <progress value=${sent} max=${seen.length}></progress></label></p>`}
      <div class="act-buttons"><button type="button" class="button button-main" disabled=${isBusy} onClick=${submit}>${say("bulk.do")}</button>
        <button type="button" class="button" disabled=${isBusy} onClick=${() => setAsked(false)}>${say("case.cancel")}</button></div><//>`}`;
}

/** What the deed needs to be told. @param {Props & { colleagues: import("../../shared/ui.js").Option[] }} props */
function Needed({ typed, page, seen, change, faults, colleagues }) {
  const { say, vocabulary } = page;
  const long = (/** @type {"text" | "reason"} */ name, /** @type {string} */ field) => html`<${LongText} page=${page} label=${say(`bulk.${name}`)} help=${say(`bulk.${name}_help`)} faults=${faults(field)} rows=${4}
    longest=${vocabulary.text_limits.message} value=${typed[name]} onInput=${(/** @type {string} */ value) => change({ [name]: value })} />`;
  if (typed.deed === "assignment") {
    const options = [...colleagues, { value: NOBODY, label: say("queue.nobody") }];
    return html`<${Select} label=${say("bulk.assignee")} any=${say("bulk.choose")} options=${options} value=${typed.assignee} onChange=${(/** @type {string} */ assignee) => change({ assignee })} />`;
  }
  if (typed.deed === "message") return long("text", "message.text");
  if (typed.deed !== "transfer") return null;
  return html`<${Owners} page=${page} seen=${seen} typed=${typed} change=${change} />
    <${Group} label=${say("bulk.reason_code")} faults=${faults("transfer.reason_code")}><${Options} options=${vocabulary.transfer_reasons} chosen=${typed.reason_code} onChoose=${(/** @type {string} */ reason_code) => change({ reason_code })} /><//>
    ${long("reason", "transfer.reason")}`;
}

/** Offices that could take the first of them; each of the others is looked at by itself. @param {Pick<Props, "page" | "seen" | "typed" | "change">} props */
function Owners({ page, seen, typed, change }) {
  const found = useAnswer(/** @returns {Promise<import("api").OwnerOut[]>} */ async () => (await page.call("GET", `/cases/${seen[0].id}/owners`)).data.items, [seen[0].id, page.locale]);
  const options = (found.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return html`<${ProblemNotice} problem=${found.problem} page=${page} onRetry=${found.again} />
    <${Select} label=${page.say("bulk.to_office_id")} any=${page.say("bulk.choose")} options=${options} value=${typed.to_office_id} onChange=${(/** @type {string} */ to_office_id) => change({ to_office_id })} />`;
}

/** @param {Typed} typed */
function bodyOf({ deed, assignee, to_office_id, reason_code, reason, text }) {
  if (MOVES.includes(deed)) return { move: { event: deed } };
  if (deed === "assignment") return { assignment: assignee ? { assignee: assignee === NOBODY ? null : assignee } : {} };
  if (deed === "transfer") return { transfer: Object.fromEntries(Object.entries({ to_office_id, reason_code, reason }).filter(([, value]) => value)) };
  return { message: { text } };
}

/** A few at a time, so that one sees how far it is. @param {Desk} page @param {Seen[]} seen @param {number} atOnce @param {object} deed @param {(sent: number) => void} onSent @returns {Promise<Row[]>} */
async function inParts(page, seen, atOnce, deed, onSent) {
  const rows = [];
  for (let from = 0; from < seen.length; from += atOnce) {
    onSent(from);
    rows.push(...(await onePart(page, seen.slice(from, from + atOnce), deed, rows.length > 0)));
  }
  return rows;
}

/** What is refused as a whole before anything was done is put right in the form. @param {Desk} page @param {Seen[]} cases @param {object} deed @param {boolean} isBegun @returns {Promise<Row[]>} */
async function onePart(page, cases, deed, isBegun) {
  try {
    return (await page.call("POST", "/cases/bulk", { body: { cases, ...deed } })).data.items;
  } catch (error) {
    const problem = asProblem(error);
    if (!isBegun) throw problem;
    const { status, title, detail } = problem;
    return cases.map(({ id, version }) => ({ id, version, status, problem: { type: "", status, code: problem.code, title, detail, errors: [] }, changed: [] }));
  }
}

/** What may be tried again: on the version that it has now. @param {Row[]} rows @returns {Seen[]} */
function again(rows) {
  return rows.flatMap(({ id, status, version }) => (version !== null && (status === 409 || status === 0 || status >= 500) ? [{ id, version }] : []));
}
