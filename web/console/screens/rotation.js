// @ts-check
/** What an office seals again after a change of its keys. */

import { html, useState } from "../../shared/html.js";
import { ProblemNotice } from "../../shared/ui.js";
import { useSending } from "../../shared/use_sending.js";

/** Goes on in batches until nothing is left; it may be broken off and begun again. The old keys go some minutes later, by the clock.
 * @param {{ page: import("../types").Desk, officeId: string }} props */
export function Rotation({ page, officeId }) {
  const [left, setLeft] = useState(/** @type {number | null} */ (null));
  const { problem, isBusy, submit } = useSending(async () => {
    for (let open = 1; open > 0; ) {
      const { data } = await page.call("POST", `/offices/${officeId}/rotation`);
      open = /** @type {number[]} */ (Object.values(data.left)).reduce((sum, one) => sum + one, 0);
      setLeft(open);
    }
  });
  return html`<${ProblemNotice} problem=${problem} page=${page} />
    <p><button type="button" class="button" disabled=${isBusy} onClick=${submit}>${page.say("rotation.go")}</button></p>
    <p class="help" role="status">${left !== null && (left > 0 ? page.say("rotation.left", { count: left }) : page.say("rotation.done"))}</p>`;
}
