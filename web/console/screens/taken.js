// @ts-check
/** One thing of the service as a screen has taken it, with the version (ETag) that a change of it has to name. */

import { asProblem } from "../../shared/api.js";
import { useEffect, useState } from "../../shared/html.js";

/**
 * What lies at a path, asked for again in another language; `take` takes what another answer brings, and says whether one came.
 * @template T
 * @param {import("../types").Desk} page
 * @param {string} path
 * @returns {{ taken: (T & { etag: string }) | null, problem: import("../../shared/api.js").Problem | null, take: (asking: Promise<import("../../shared/api.js").Answer>) => Promise<boolean>, again: () => Promise<boolean> }}
 */
export function useTaken(page, path) {
  const [taken, setTaken] = useState(/** @type {(T & { etag: string }) | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null));
  const take = async (/** @type {Promise<import("../../shared/api.js").Answer>} */ asking) => {
    try {
      const { data, etag } = await asking;
      setTaken({ ...data, etag });
      setProblem(null);
      return true;
    } catch (refusal) {
      setProblem(asProblem(refusal));
      return false;
    }
  };
  const again = () => take(page.call("GET", path));
  useEffect(() => {
    again();
  }, [path, page.locale]);
  return { taken, problem, take, again };
}
