// @ts-check
/** Read a receipt from a photo of its QR code, on the phone: no camera permission, and no picture leaves it. */

import { parseReceipt } from "../shared/receipt.js";

const SIDES = [1600, 900, 480]; // a big picture is slow, and a small one loses modules: each is tried

/**
 * The receipt in the picture, in groups; null when there is none.
 * @param {Blob} picture
 * @returns {Promise<string | null>}
 */
export async function receiptIn(picture) {
  await import("../vendor/jsqr.js"); // 57 kB that few need
  const bitmap = await createImageBitmap(picture);
  for (const side of SIDES) {
    const { data, width, height } = pixels(bitmap, side);
    const receipt = parseReceipt(globalThis.jsQR(data, width, height)?.data ?? "");
    if (receipt) return receipt;
  }
  return null;
}

/** @param {ImageBitmap} bitmap @param {number} side */
function pixels(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
