// @ts-check
/** Send a report so that it arrives once: the same key until there is an answer, a fresh proof of work when needed. */

import { ask, Problem } from "../shared/api.js";
import { solve } from "../shared/work.js";
import { reportOf } from "./complaint.js";

const FRESH_MS = 8 * 60_000; // by this device's clock alone, which may be wrong by a year

/** A proof of work that is made ahead, while the reporter reads the preview. */
export class PreparedWork {
  /** @param {string} locale */
  constructor(locale) {
    this.locale = locale;
    this.begin();
  }

  begin() {
    this.made = this.#make();
    this.made.catch(() => null); // told when it is asked for
  }

  /** The payload to send; made again when it would arrive too late or could not be made before. */
  async payload() {
    const made = await this.made?.catch(() => null);
    if (made && Date.now() - made.at < FRESH_MS) return made.payload;
    this.begin();
    return (await this.made)?.payload;
  }

  async #make() {
    const { data } = await ask("POST", "/challenges", { locale: this.locale });
    const at = Date.now();
    return { at, payload: await solve(data) };
  }
}

/**
 * File the report; throws Problem. Sent again under the same key it is not filed twice.
 * @param {import("./draft.js").Draft} draft
 * @param {import("api").CategoryOut[]} categories
 * @param {PreparedWork} work
 * @returns {Promise<import("api").FiledOut>}
 */
export async function send(draft, categories, work) {
  const attempt = async () => {
    const body = { ...reportOf(draft, categories), challenge: await work.payload() };
    return (await ask("POST", "/reports", { locale: work.locale, body, headers: { "Idempotency-Key": draft.key } })).data;
  };
  try {
    return await attempt();
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.about("challenge").length === 0) throw problem;
    work.begin();
    return attempt();
  }
}
