// @ts-check
/** The own account: a new authenticator, and what an office wraps again after a change of its keys. */

import { html, useState } from "../../shared/html.js";
import { Heading, Notice, ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";
import { labelOf } from "../../shared/words.js";
import { useTitle } from "../titled.js";
import { Ceremonies } from "./ceremonies.js";
import { SecondFactor } from "./second_factor.js";

export function Account({ page, onAgain }) {
  useTitle(page, page.say("account.title"));
  const { say, me, vocabulary } = page;
  const [isNew, setNew] = useState(false);
  const [isDone, setDone] = useState(false);
  if (isNew) return html`<${SecondFactor} page=${page} onDone=${async () => { await onAgain(); setNew(false); setDone(true); }} />`;
  return html`<section>
    <${Heading}>${say("account.title")}<//>
    <dl class="facts card"><div><dt>${say("console.username")}</dt><dd>${me.username}</dd></div>
      <div><dt>${say("people.role")}</dt><dd>${labelOf(vocabulary.roles, me.role)}</dd></div>
      ${me.office && html`<div><dt>${say("office")}</dt><dd>${me.office.name}</dd></div>`}</dl>
    ${isDone && html`<${Notice} kind="good" live="status"><p>${say("factor.done")}</p><//>`}
    <h2>${say("factor.title")}</h2>
    ${me.has_second_factor
      ? html`<p>${say("account.factor_on")}</p><p class="help">${say("account.factor_lost")}</p>`
      : html`<p class="help">${say("account.factor_help")}</p>
        <p><button type="button" class="button" onClick=${() => setNew(true)}>${say("account.factor")}</button></p>`}
    ${me.permissions.includes("grant_keys") && me.office_id && html`<${Rotation} page=${page} /><${Ceremonies} page=${page} />`}
  </section>`;
}

/** Goes on in batches until nothing is left; it may be broken off and begun again. */
function Rotation({ page }) {
  const [left, setLeft] = useState(null);
  const { problem, isBusy, submit } = useSending(async () => {
    for (let open = 1; open > 0; ) {
      const { data } = await page.call("POST", `/offices/${page.me.office_id}/rotation`);
      open = Object.values(data.left).reduce((sum, one) => sum + one, 0);
      setLeft(open);
    }
  });
  return html`<h2>${page.say("rotation.title")}</h2>
    <p class="help">${page.say("rotation.help")}</p>
    <${ProblemNotice} problem=${problem} page=${page} />
    <p><button type="button" class="button" disabled=${isBusy} onClick=${submit}>${page.say("rotation.go")}</button></p>
    <p class="help" role="status">${left !== null && (left > 0 ? page.say("rotation.left", { count: left }) : page.say("rotation.done"))}</p>`;
}
