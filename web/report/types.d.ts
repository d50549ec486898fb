/** What the phone page's modules hand each other. Bodies of the API are in `api`. */

import type { CategoryOut } from "api";
import type { Page } from "../shared/ui.js";
import type { Drafts } from "./drafts.js";

/** The words, and the forms there are. */
export type PhonePage = Page & { categories: CategoryOut[] };

/** What every screen gets; `go` leads to another. */
export type ScreenProps = { page: PhonePage; drafts: Drafts; isLarge: boolean; isFirst: boolean; go: (screen: string) => void };
