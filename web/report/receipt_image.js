// @ts-check
/** A receipt as a picture: the code as text and as QR code, and when to look again. It holds nothing else. */

import { paper, qrCode } from "../shared/qr_code.js";

const SCALE = 8;
const LINE = 44;
const LEAST_WIDTH = 480;
const INK = "#000";
const FONT = "600 30px ui-monospace, Menlo, Consolas, monospace";
const SMALL = '24px system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif';

/**
 * The address of a PNG picture. The QR code holds the receipt alone, no address: a receipt stands in no URL.
 * @param {string} receipt in groups
 * @param {string[]} lines said below it
 * @returns {string}
 */
export function receiptImage(receipt, lines) {
  const { side, draw } = qrCode(receipt, SCALE);
  const width = Math.max(side, LEAST_WIDTH);
  const { canvas, pen } = paper(width, side + LINE * (2 + lines.length));
  draw(pen, (width - side) / 2);
  pen.fillStyle = INK;
  pen.textAlign = "center";
  pen.font = FONT;
  pen.fillText(receipt, width / 2, side + LINE / 2);
  pen.font = SMALL;
  lines.forEach((line, index) => pen.fillText(line, width / 2, side + LINE * (index + 1.75), width - 32));
  return canvas.toDataURL("image/png");
}
