// @ts-check
/** A list that stands still while it is read: its lines are renewed where they are; what came or went waits for a word. */

import { useRef, useState } from "../../shared/html.js";

/**
 * @param {{ items: { id: string }[] } | null} data the latest answer
 * @param {string} asked another question is another list
 * @returns {{ lines: { item: any, isGone: boolean }[], arrived: number, hasChanged: boolean, show: () => void }}
 */
export function useSteady(data, asked) {
  const held = useRef({ asked: "", items: /** @type {{ id: string }[]} */ ([]) });
  const [, setTurn] = useState(0);
  const latest = data?.items ?? [];
  if (data && (held.current.asked !== asked || held.current.items.length === 0)) held.current = { asked, items: latest };
  const lines = held.current.items.map((item) => {
    const now = latest.find((one) => one.id === item.id);
    return { item: now ?? item, isGone: !now };
  });
  const shown = new Set(lines.map(({ item }) => item.id));
  const show = () => {
    held.current = { asked, items: latest };
    setTurn((turn) => turn + 1);
  };
  const hasChanged = latest.map((one) => one.id).join() !== lines.map(({ item }) => item.id).join();
  return { lines, arrived: latest.filter((one) => !shown.has(one.id)).length, hasChanged, show };
}
