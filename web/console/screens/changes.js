// @ts-check
/** How each event is put to the service. Which fields it needs, and whether it is allowed, the service says. */

export const NOTE = "note";

/** The inputs offered for an event, by their names in the API. */
export const FIELDS = {
  accept: [],
  investigate: [],
  ask: ["text"],
  resolve: ["outcome", "public_reply"],
  message: ["text"],
  hand_over: ["reason"],
  refer_out: ["reason", "public_reply"],
  decline: ["reason", "public_reply"],
  flag_safety: ["reason"],
  bind_target: ["target"],
  [NOTE]: ["text"],
};

/**
 * Make the change on the version that is on the page; throws Problem.
 * @param {(method: string, path: string, sending: object) => Promise<any>} call
 * @param {{ etag: string, id: string }} opened
 * @param {string} event
 * @param {Record<string, any>} typed
 */
export function send(call, opened, event, typed) {
  const [path, body] = put(event, typed);
  return call("POST", `/cases/${opened.id}/${path}`, { body, headers: { "If-Match": opened.etag } });
}

/** @param {string} event @param {Record<string, any>} typed @returns {[string, object]} */
function put(event, typed) {
  const text = typed.text ?? "";
  if (event === NOTE) return ["notes", { text }];
  if (event === "ask" || event === "message") return ["messages", { text, ask: event === "ask" }];
  if (event === "assign") return ["assignment", { assignee: typed.assignee }];
  if (event === "bind_target") return ["target", typed.target ? { [`${typed.target.kind}_id`]: typed.target.id } : {}];
  const given = FIELDS[event].filter((name) => typed[name]).map((name) => [name, typed[name]]);
  return ["moves", { event, ...Object.fromEntries(given) }];
}
