/** What the console's modules hand each other. Bodies of the API are in `api`. */

import type { CaseOut, MeOut } from "api";
import type { Answer, Problem, Sending } from "../shared/api.js";
import type { Page } from "../shared/ui.js";
import type { Desk as Memory } from "./desk.js";

/** A call of the service in the session of whoever is in; throws Problem. */
export type Call = (method: string, path: string, sending?: Partial<Sending>) => Promise<Answer>;

/** The words, who is in, how to ask, and what the desk remembers. While one must log in again, `isIn` is false. */
export type ConsolePage = Page & { me: MeOut | null; call: Call; desk: Memory; isIn: boolean };

/** What every room gets: somebody is in. */
export type Desk = ConsolePage & { me: MeOut };

/** What the queue is asked for, by the names of `GET /cases`. */
export type Filters = Record<string, string | boolean | null>;

/** Where one is, by the address. */
export type At = { caseId: string | null; taskId: string | null; isNotice: boolean; room: string };

/** A case as it stands on the page, with the version that a change must name. */
export type Opened = CaseOut & { etag: string };

/** What a field of an event's form gets. */
export type FieldProps<Value = any> = {
  page: Desk;
  opened: Opened;
  event: string;
  typed: Record<string, any>;
  value: Value | undefined;
  onChange: (value: any) => void;
  faults: string[];
  errors: Problem["errors"];
};

/** Something that was asked for. */
export type Found<Data> = { data: Data | null; problem: Problem | null; again: () => void };
