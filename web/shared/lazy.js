// @ts-check
/** A part that is fetched when it is first shown, so that the first page is light. */

import { html, useEffect, useState } from "./html.js";
import { Notice } from "./ui.js";

/**
 * @param {() => Promise<Record<string, any>>} load imports the module
 * @param {string} name of the component in it
 * @returns {((props: any) => any) & { load: () => Promise<any> }} `load` fetches it before it is shown
 */
export function lazy(load, name) {
  /** @type {any} */
  let Part = null;
  const Lazy = function Lazy(/** @type {any} */ props) {
    const [turn, setTurn] = useState(0);
    const [isLost, setLost] = useState(false);
    useEffect(() => {
      if (Part) return;
      load().then((loaded) => {
        Part = loaded[name];
        setLost(false);
        setTurn(turn + 1);
      }, () => setLost(true));
    }, [turn]);
    if (Part) return html`<${Part} ...${props} />`;
    const { say } = props.page;
    if (!isLost) return html`<p class="waiting" role="status">${say("waiting")}</p>`;
    return html`<${Notice} kind="bad" live="alert" title=${say("problem.offline")}>
      <p><button type="button" class="button" onClick=${() => setTurn(turn + 1)}>${say("again")}</button></p><//>`;
  };
  return Object.assign(Lazy, { load });
}
