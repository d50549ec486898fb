// @ts-check
/** Beside the room of reminders in the menu: how many nobody here has read, asked for as often as the queue is. */

import { html, useEffect } from "../../shared/html.js";
import { counted } from "./counted.js";
import { usePolled } from "./polled.js";

const ASKED = { unread: "true", limit: "1" };

/** @param {{ page: import("../types").Desk }} props */
export function Unread({ page }) {
  const { data, again } = usePolled(page.call, "/reminders", ASKED);
  useEffect(() => {
    page.desk.recount = again;
  });
  if (!data?.unread) return null;
  const count = counted(data.unread);
  return html`<span class="badge badge-ask" aria-hidden="true">${count}</span><span class="sr-only">${page.say("reminders.unread", { count })}</span>`;
}
