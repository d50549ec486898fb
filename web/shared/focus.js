// @ts-check
/**
 * The focus is never lost: what was busy gets it back, and for what is gone the heading of the screen has it. A part that
 * knows a better place puts it there itself, and is not disturbed.
 */

const PATIENCE_MS = 100; // for a part that puts it somewhere itself

/** @type {{ last: HTMLElement | null, timer: ReturnType<typeof setTimeout> | undefined }} */
const focus = { last: null, timer: undefined };

/** Watch over the focus from now on. @param {HTMLElement} root */
export function watchFocus(root) {
  addEventListener("focusin", (event) => {
    focus.last = /** @type {HTMLElement} */ (event.target);
  });
  addEventListener("pointerdown", () => {
    focus.last = null; // whoever points beside everything wants nothing to have it
  }, { capture: true });
  const looked = { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] };
  new MutationObserver(() => {
    clearTimeout(focus.timer);
    focus.timer = setTimeout(find, PATIENCE_MS);
  }).observe(root, looked);
}

/** To the heading of the screen. */
export function toHeading() {
  /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus({ preventScroll: true });
}

function find() {
  const { last } = focus;
  if (!last || document.activeElement !== document.body) return;
  if (!last.isConnected) toHeading();
  else if (!last.matches(":disabled")) last.focus({ preventScroll: true });
}
