/** What the console's modules hand each other. Bodies of the API are in `api`. */

import type { CaseOut, MeOut } from "api";
import type { Answer, Problem, Sending } from "../shared/api.js";
import type { Page } from "../shared/ui.js";

/** A call of the service in the session of whoever is in; throws Problem. */
export type Call = (method: string, path: string, sending?: Partial<Sending>) => Promise<Answer>;

/** What every room gets: the words, who is in, and how to ask. */
export type Desk = Page & { me: MeOut; call: Call };

/** A case as it stands on the page, with the version that a change must name. */
export type Opened = CaseOut & { etag: string | null };

/** What a field of an event's form gets. */
export type FieldProps<Value = any> = {
  page: Desk;
  opened: Opened;
  event: string;
  value: Value | undefined;
  onChange: (value: any) => void;
  faults: string[];
};

/** Something that was asked for. */
export type Found<Data> = { data: Data | null; problem: Problem | null; again: () => void };
