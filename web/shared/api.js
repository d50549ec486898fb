// @ts-check
/** The one way to the service: JSON out, JSON or a problem document (RFC 9457) back. */

import { spokenLocale } from "./words.js";

const BASE = "/api/v1";

/**
 * @typedef {{ field: string, code: string, message: string }} FieldFault
 * @typedef {{ status: number, code: string, title: string, detail: string, errors: FieldFault[], etag: string | null,
 *   changed: any[], factors: string[], options: object | null, challenge: import("./work.js").Challenge | null }} ProblemDocument
 * @typedef {{ status: number, data: any, etag: string | null }} Answer
 */

/** The service said no, or could not be reached (`status` 0, `code` "offline"). */
export class Problem extends Error {
  /** @param {Partial<ProblemDocument>} said */
  constructor(said) {
    super(said.code ?? "unknown");
    this.status = said.status ?? 0;
    this.code = said.code ?? "offline";
    this.title = said.title ?? "";
    this.detail = said.detail ?? "";
    this.errors = said.errors ?? [];
    this.changed = said.changed ?? [];
    this.factors = said.factors ?? [];
    this.options = said.options ?? null;
    this.challenge = said.challenge ?? null;
    this.etag = said.etag ?? null;
  }

  /** Whether the same may be taken later: no network, too much going on, or a service in trouble. */
  get isForLater() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /**
   * The messages about a field and about what is inside it.
   * @param {string} field
   * @returns {string[]}
   */
  about(field) {
    const inside = this.errors.filter((fault) => fault.field === field || fault.field.startsWith(`${field}.`));
    return [...new Set(inside.map((fault) => fault.message))];
  }
}

/**
 * Whatever went wrong, as something a page can show.
 * @param {unknown} error
 * @returns {Problem}
 */
export function asProblem(error) {
  return error instanceof Problem ? error : new Problem({ code: "unknown" });
}

/**
 * @typedef {{ body?: object, query?: Record<string, string | boolean | null | undefined>,
 *   headers?: Record<string, string>, locale: string, asFile?: boolean }} Sending `asFile`: the answer is a Blob; a body that is one is sent as it is
 */

/**
 * Ask the service; throws Problem.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {Sending} sending
 * @returns {Promise<Answer>}
 */
export async function ask(method, path, sending) {
  const response = await reach(BASE + path + written(sending.query), {
    method,
    headers: headersOf(sending),
    body: sending.body === undefined || sending.body instanceof Blob ? sending.body : JSON.stringify(sending.body, (_, value) => (typeof value === "string" ? whole(value) : value)),
    credentials: "same-origin",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  if (sending.asFile && response.ok) return { status: response.status, data: await response.blob(), etag: null };
  const data = response.status === 204 || response.status === 304 ? null : await response.json().catch(() => null);
  const etag = response.headers.get("ETag");
  if (response.ok || response.status === 304) return { status: response.status, data, etag };
  throw new Problem({ code: "unknown", ...data, status: response.status, etag });
}

/** Half a character (a lone surrogate) and NUL, which no database keeps: a mark stands for each. @param {string} text */
function whole(text) {
  return text.replace(/[\0\ud800-\udfff]/gu, "\ufffd");
}

/** @param {string} url @param {RequestInit} init */
async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch {
    throw new Problem({ code: "offline" });
  }
}

/** @param {Sending} sending */
function headersOf(sending) {
  const headers = { Accept: "application/json", "Accept-Language": spokenLocale(sending.locale), ...sending.headers };
  return sending.body === undefined ? headers : { ...headers, "Content-Type": sending.body instanceof Blob ? sending.body.type : "application/json" };
}

/** @param {Sending["query"]} query */
function written(query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}
