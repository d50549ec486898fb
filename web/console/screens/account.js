// @ts-check
/** The own account: what logs in, where one is logged in, and what an office wraps again after a change of its keys. */

import { html, useState } from "../../shared/html.js";
import { Heading, Notice } from "../../shared/ui.js";
import { labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Ceremonies } from "./ceremonies.js";
import { Factors } from "./factors.js";
import { OwnSessions } from "./own_sessions.js";
import { Rotation } from "./rotation.js";
import { SecondFactor } from "./second_factor.js";
import { WrongCodes } from "./wrong_codes.js";

/** @param {{ page: import("../types").Desk, onAgain: () => Promise<void>, onEverywhere: () => Promise<void> }} props */
export function Account({ page, onAgain, onEverywhere }) {
  useTitle(page, page.say("account.title"));
  const { say, me, vocabulary } = page;
  const [isNew, setNew] = useState(false);
  const [isDone, setDone] = useState(false);
  if (isNew) return html`<${SecondFactor} page=${page} onDone=${async () => { await onAgain(); setNew(false); setDone(true); }} />`;
  return html`<section>
    <${Heading}>${say("account.title")}<//>
    <${WrongCodes} page=${page} />
    <dl class="facts card"><div><dt>${say("console.username")}</dt><dd>${me.username}</dd></div>
      <div><dt>${say("people.role")}</dt><dd>${labelOf(vocabulary.roles, me.role)}</dd></div>
      ${me.office && html`<div><dt>${say("office")}</dt><dd>${me.office.name}</dd></div>`}</dl>
    ${isDone && html`<${Notice} kind="good" live="status"><p>${say("factor.done")}</p><//>`}
    <h2>${say("factor.title")}</h2>
    ${me.has_second_factor
      ? html`<p>${say("account.factor_on")}</p><p class="help">${say("account.factor_lost")}</p>`
      : html`<p class="help">${say("account.factor_help")}</p>
        <p><button type="button" class="button" onClick=${() => setNew(true)}>${say("account.factor")}</button></p>`}
    <${Factors} page=${page} onChange=${onAgain} onAuthenticator=${() => setNew(true)} />
    <${OwnSessions} page=${page} onEverywhere=${onEverywhere} />
    ${me.permissions.includes("grant_keys") && me.office_id && html`<h2>${say("rotation.title")}</h2><p class="help">${say("rotation.help")}</p>
      <${Rotation} page=${page} officeId=${me.office_id} /><${Ceremonies} page=${page} />`}
  </section>`;
}
