// @ts-check
/** How each event is put to the service. Which fields it needs, and whether it is allowed, the service says. */

export const NOTE = "note";
/** Accept, and work on it oneself: two events of the service in one step. */
export const TAKE = "take";

/**
 * What an event asks for, by the names of the API, and where it goes; an event without `path` is a move.
 * @type {Record<string, { fields: string[], path?: string, body?: (typed: any) => object }>}
 */
const EVENTS = {
  approve: { fields: ["proposal"], path: "approval/decision", body: () => ({ approved: true }) },
  disapprove: { fields: ["reason"], path: "approval/decision", body: ({ reason }) => ({ approved: false, ...(reason && { reason }) }) },
  [TAKE]: { fields: [] },
  accept: { fields: [] },
  investigate: { fields: [] },
  report_back: { fields: ["back_report", "reason"], path: "back_report", body: (typed) => only(typed, ["back_report", "reason"]) },
  reseal: { fields: [], path: "reseal", body: () => ({}) },
  ask: { fields: ["text"], path: "messages", body: ({ text }) => ({ text: text ?? "", ask: true }) },
  recheck: { fields: ["put_right", "checked_on", "text", "message", "recheck_on"], path: "rechecks", body: recheckOf },
  resolve: { fields: ["outcome", "actions_taken", "recheck_on", "public_reply"] },
  message: { fields: ["text"], path: "messages", body: ({ text }) => ({ text: text ?? "", ask: false }) },
  [NOTE]: { fields: ["text"], path: "notes", body: ({ text }) => ({ text: text ?? "" }) },
  check: { fields: ["kind", "checked_on", "classes_sampled", "text"], path: "checks", body: checkOf },
  hear: { fields: ["speaker", "said_on", "text"], path: "statements", body: (typed) => only(typed, ["speaker", "said_on", "text"]) },
  bind_target: { fields: ["target"], path: "target", body: ({ target }) => (target ? { [`${target.kind}_id`]: target.id } : {}) },
  assign: { fields: ["assignee"], path: "assignment", body: ({ assignee }) => ({ assignee: assignee ?? null }) },
  hand_over: { fields: ["reason"] },
  flag_safety: { fields: ["reason"] },
  uphold: { fields: ["public_reply"], path: "appeal", body: (typed) => decision("uphold", typed, "public_reply") },
  send_back: { fields: ["reason"], path: "appeal", body: (typed) => decision("send_back", typed, "reason") },
  reopen: { fields: ["reason"], path: "reopening", body: (typed) => only(typed, ["reason"]) },
  oversee: { fields: ["reason_code", "reason"], path: "oversight", body: (typed) => only(typed, ["reason_code", "reason"]) },
  extend: { fields: ["reason_code", "reason"], path: "extension", body: (typed) => only(typed, ["reason_code", "reason"]) },
  urge: { fields: ["reason_code", "answer_by", "reason"], path: "urging", body: (typed) => urging("urge", typed) },
  supervise: { fields: ["reason_code", "answer_by", "reason"], path: "urging", body: (typed) => urging("supervise", typed) },
  ask_consent: { fields: ["to_office_id"], path: "consent", body: (typed) => only(typed, ["to_office_id"]) },
  add_task: { fields: ["office_id", "kind", "due_on", "request"], path: "tasks", body: (typed) => only(typed, ["office_id", "kind", "due_on", "request"]) },
  transfer: {
    fields: ["to_office_id", "reason_code", "reason"],
    path: "transfer",
    body: (typed) => only(typed, ["to_office_id", "reason_code", "reason"]),
  },
  recuse: { fields: ["reason"], path: "recusal", body: (typed) => only(typed, ["reason"]) },
  join: { fields: ["into"], path: "joining", body: (typed) => only(typed, ["into"]) },
  take_in: { fields: ["case_ids"], path: "merge", body: ({ case_ids }) => ({ case_ids: case_ids ?? [] }) },
  split: { fields: ["report_ids"], path: "split", body: ({ report_ids }) => ({ report_ids: report_ids ?? [] }) },
  undo_take_in: { fields: ["versions"], path: "undo", body: ({ versions }) => ({ versions: versions ?? [] }) },
  refer_out: { fields: ["ground", "reason", "public_reply"] },
  decline: { fields: ["ground", "reason", "public_reply"] },
};

/** Events that this page has a form for, in the order in which it offers them. */
export const OFFERED = Object.keys(EVENTS);

/** @param {string | null} event */
export function fieldsOf(event) {
  return (event && EVENTS[event]?.fields) || [];
}

/** What the service says of an event that is allowed now. @param {Partial<import("../types").Opened>} opened @param {string} event */
export function stepOf(opened, event) {
  return opened.steps?.find((step) => step.event === event);
}

/** Whether it goes to a second person first, as the service says of this step. @param {Partial<import("../types").Opened>} opened @param {string} event @param {Record<string, any>} typed */
export function isProposed(opened, event, typed) {
  const step = stepOf(opened, event);
  return Boolean(step && (step.needs_approval || step.outcomes_to_approve.includes(typed.outcome)));
}

/**
 * Make the change on the version that is on the page; throws Problem.
 * @param {(method: string, path: string, sending: object) => Promise<any>} call
 * @param {{ etag: string, id: string } & Partial<import("../types").Opened>} opened
 * @param {string} event
 * @param {Record<string, any>} typed
 */
export async function send(call, opened, event, typed) {
  if (event === TAKE) {
    const { etag } = await send(call, opened, "accept", {});
    return send(call, { ...opened, etag }, "assign", { assignee: "me" });
  }
  const { fields, path = isProposed(opened, event, typed) ? "approval" : "moves", body = (given) => ({ event, ...only(given, fields) }) } = EVENTS[event];
  return call("POST", `/cases/${opened.id}/${path}`, { body: body(typed), headers: { "If-Match": opened.etag } });
}

/** @param {string} name @param {Record<string, any>} typed @param {string} text */
function decision(name, typed, text) {
  return { decision: name, ...only(typed, [text]) };
}

/** @param {string} event @param {Record<string, any>} typed */
function urging(event, typed) {
  return { event, ...only(typed, ["reason_code", "reason", "answer_by"]) };
}

/** A check; classes that were left empty are none, and a number that is none is refused by the service. @param {Record<string, any>} typed */
function checkOf(typed) {
  const filled = (typed.classes_sampled ?? []).filter((/** @type {any} */ one) => one.name || one.minutes);
  const classes = filled.map((/** @type {any} */ one) => ({ name: one.name, minutes: one.minutes === "" ? null : Number(one.minutes) }));
  return { ...only(typed, ["kind", "checked_on", "text"]), ...(classes.length && { classes_sampled: classes }) };
}

/** What was seen on a later day; whether things are right now is said, not guessed. @param {Record<string, any>} typed */
function recheckOf(typed) {
  return { ...only(typed, ["checked_on", "text", "message", "recheck_on"]), ...(typed.put_right && { put_right: typed.put_right === "yes" }) };
}

/** What was filled in; what is missing the service names. @param {Record<string, any>} typed @param {string[]} names */
function only(typed, names) {
  return Object.fromEntries(names.filter((name) => typed[name]).map((name) => [name, typed[name]]));
}
