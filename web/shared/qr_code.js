// @ts-check
/** A QR code as a picture. */

import { correction, generate } from "../vendor/lean-qr.js";

const MARGIN = 4; // light modules around a QR code, ISO/IEC 18004
const INK = "#000";
const PAPER = "#fff";

/**
 * Draw a QR code with its margin; returns the length of its side in pixels.
 * @param {string} text
 * @param {number} scale pixels a module
 * @returns {{ side: number, draw: (pen: CanvasRenderingContext2D, left: number) => void }}
 */
export function qrCode(text, scale) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const draw = (/** @type {CanvasRenderingContext2D} */ pen, /** @type {number} */ left) => {
    pen.fillStyle = INK;
    for (let y = 0; y < code.size; y += 1) {
      for (let x = 0; x < code.size; x += 1) {
        if (code.get(x, y)) pen.fillRect(left + (MARGIN + x) * scale, (MARGIN + y) * scale, scale, scale);
      }
    }
  };
  return { side: (code.size + 2 * MARGIN) * scale, draw };
}

/** The address of a PNG picture of a text. @param {string} text @param {number} [scale] */
export function qrPicture(text, scale = 6) {
  const { side, draw } = qrCode(text, scale);
  const { canvas, pen } = paper(side, side);
  draw(pen, 0);
  return canvas.toDataURL("image/png");
}

/** @param {number} width @param {number} height */
export function paper(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, width, height);
  return { canvas, pen };
}
