// @ts-check
/** When somebody last touched the page. A person is there who types or points; a page that asks by itself is nobody. */

const NOBODY_THERE_MS = 10 * 60_000;
const touched = { at: Date.now() };
const note = () => {
  touched.at = Date.now();
};
for (const kind of ["keydown", "pointerdown", "wheel"]) globalThis.addEventListener?.(kind, note, { passive: true, capture: true });

/** Whether somebody looks at the page, and touched it lately: who left is not kept logged in. */
export function isSomebodyThere() {
  return document.visibilityState === "visible" && Date.now() - touched.at < NOBODY_THERE_MS;
}
