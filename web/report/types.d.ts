/** What the phone page's modules hand each other. Bodies of the API are in `api`. */

import type { CategoryOut, MineOut } from "api";
import type { Page } from "../shared/ui.js";
import type { Draft } from "./draft.js";
import type { Drafts } from "./drafts.js";
import type { LeftBehind } from "./left_behind.js";
import type { Uploads } from "./uploads.js";

/** The words, and the forms there are. */
export type PhonePage = Page & { categories: CategoryOut[] };

/** Leads to another screen. */
export type Go = (screen: string) => void;

/** What was left in a hurry, read. */
export type Left = LeftBehind & { ids: string[] };

/** What every screen gets. */
export type ScreenProps = { page: PhonePage; drafts: Drafts; uploads: Uploads; left: Left; isLarge: boolean; isFirst: boolean; isNews: boolean; go: Go };

/** What every part of a draft's screen gets. */
export type DraftProps = { page: PhonePage; draft: Draft; change: Drafts["change"]; uploads: Uploads };

/** A report that is followed; `onChanged` reads it again. */
export type MineProps = { page: PhonePage; mine: MineOut; receipt: string; onChanged: () => Promise<void> };
