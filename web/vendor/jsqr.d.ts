import type read from "jsqr";

declare global {
  var jsQR: typeof read;
}
