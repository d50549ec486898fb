// @ts-check
/** When somebody last touched the page. A person is there who types or points; a page that asks by itself is nobody. */

const touched = { at: Date.now() };
const note = () => {
  touched.at = Date.now();
};
for (const kind of ["keydown", "pointerdown", "wheel"]) globalThis.addEventListener?.(kind, note, { passive: true, capture: true });

/** Milliseconds since then. */
export function idleMs() {
  return Date.now() - touched.at;
}
