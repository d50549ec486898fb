import type * as client from "tus-js-client";

declare global {
  var tus: typeof client;

  /** Node's, which a browser has not: the client names it all the same. */
  type Buffer = never;
}
