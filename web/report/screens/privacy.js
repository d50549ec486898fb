// @ts-check
/** What happens to what one tells: the notices of the service, the one for everybody and the one in short words. */

import { ask } from "../../shared/api.js";
import { html, useCallback, useEffect, useState } from "../../shared/html.js";
import { Heading, Notice } from "../../shared/ui.js";
import { dayText } from "../../shared/words.js";

/** @param {import("../types").ScreenProps} props */
export function Privacy({ page }) {
  return html`<${Told} page=${page} id="privacy" other="children" link=${page.say("pupil.privacy")} />`;
}

/** @param {import("../types").ScreenProps} props */
export function Children({ page }) {
  return html`<${Told} page=${page} id="children" other="privacy" link=${page.say("start.privacy")} />`;
}

/**
 * @typedef {import("api").NoticeOut} NoticeOut
 * @param {{ page: import("../types").PhonePage, id: string, other: string, link: string }} props
 */
function Told({ page, id, other, link }) {
  const [notice, setNotice] = useState(/** @type {NoticeOut | undefined} */ (undefined));
  const [isLost, setLost] = useState(false);
  const load = useCallback(() => {
    setLost(false);
    ask("GET", "/notices", { locale: page.locale }).then(
      ({ data }) => setNotice(data.items.find((/** @type {NoticeOut} */ one) => one.id === id)),
      () => setLost(true),
    );
  }, [page.locale, id]);
  useEffect(load, [load]);
  if (isLost) return html`<${Notice} kind="bad" live="alert" title=${page.say("problem.offline")}>
    <p><button type="button" class="button" onClick=${load}>${page.say("again")}</button></p><//>`;
  if (!notice) return html`<p class="waiting" role="status">${page.say("waiting")}</p>`;
  return html`<article>
    <${Heading}>${notice.title}<//>
    ${notice.sections.map(({ heading, text }) => html`<section key=${heading}><h2>${heading}</h2><p>${text}</p></section>`)}
    <p class="help">${page.say("privacy.version", { version: notice.version, day: dayText(notice.as_of, page.locale) })}</p>
    <p><a href=${`#/${other}`}>${link}</a></p>
  </article>`;
}
