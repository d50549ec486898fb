import type * as client from "tus-js-client";

declare global {
  var tus: typeof client;
}
