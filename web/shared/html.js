// @ts-check
/** Preact with htm instead of JSX: no build step and no markup from strings, so pages run under strict Trusted Types. */

import htm from "../vendor/htm.js";
import { Fragment, h, render } from "../vendor/preact.js";

export const html = htm.bind(h);
export { Fragment, render };
export { useCallback, useEffect, useId, useMemo, useRef, useState } from "../vendor/hooks.js";
