// @ts-check
/** A receipt as a picture: the code as text and as QR code, and when to look again. It holds nothing else. */

import { correction, generate } from "../vendor/lean-qr.js";

const MARGIN = 4; // light modules around a QR code, ISO/IEC 18004
const SCALE = 8;
const LINE = 44;
const INK = "#000";
const PAPER = "#fff";
const FONT = "600 30px ui-monospace, Menlo, Consolas, monospace";
const SMALL = '24px system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif';

/**
 * The address of a PNG picture. The QR code holds the receipt alone, no address: a receipt stands in no URL.
 * @param {string} receipt in groups
 * @param {string[]} lines said below it
 * @returns {string}
 */
export function receiptImage(receipt, lines) {
  const code = generate(receipt, { minCorrectionLevel: correction.M });
  const side = (code.size + 2 * MARGIN) * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(side, 480);
  canvas.height = side + LINE * (2 + lines.length);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = INK;
  draw(pen, code, (canvas.width - side) / 2 + MARGIN * SCALE);
  pen.textAlign = "center";
  pen.font = FONT;
  pen.fillText(receipt, canvas.width / 2, side + LINE / 2);
  pen.font = SMALL;
  lines.forEach((line, index) => pen.fillText(line, canvas.width / 2, side + LINE * (index + 1.75), canvas.width - 32));
  return canvas.toDataURL("image/png");
}

/** @param {CanvasRenderingContext2D} pen @param {{ size: number, get: (x: number, y: number) => boolean }} code @param {number} left */
function draw(pen, code, left) {
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) pen.fillRect(left + x * SCALE, (MARGIN + y) * SCALE, SCALE, SCALE);
    }
  }
}
