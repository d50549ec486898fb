// @ts-check
/**
 * Files of a report on the phone: made small and bare where the browser can, then sent piece by piece (tus 1.0), so
 * that a cut connection goes on where it was. The service cleans again, whatever came.
 */

import { Problem } from "../shared/api.js";
import { spokenLocale } from "../shared/words.js";

const ADDRESS = "/api/v1/reports/mine/evidence";
const LONGEST_SIDE = 2560; // enough to read a page of homework
const QUALITY = 0.85;
const PIECE_BYTES = 2 * 1024 * 1024;
const WAITS_MS = [0, 1000, 3000, 10_000, 30_000];

/**
 * A picture drawn anew: smaller, upright, without where and with what it was taken (`isBare`). Anything else, and what
 * this browser cannot draw, stays as it is.
 * @param {File} file
 * @returns {Promise<{ blob: Blob, isBare: boolean }>}
 */
export async function lightened(file) {
  const drawn = file.type.startsWith("image/") ? await redrawn(file).catch(() => null) : null;
  return drawn ? { blob: drawn, isBare: true } : { blob: file, isBare: false };
}

/** @param {File} file @returns {Promise<Blob | null>} */
async function redrawn(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const paper = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  paper.fillStyle = "white"; // behind what is transparent: a JPEG would make it black
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

/**
 * Send a file that belongs to a report; `url` goes on with an upload that was begun. Throws Problem.
 * @param {{ blob: Blob, name: string, url: string | null, receipt: string, locale: string,
 *   onUrl: (url: string) => void, onProgress: (part: number) => void }} sending
 */
export async function upload({ blob, name, url, receipt, locale, onUrl, onProgress }) {
  await import("../vendor/tus.js"); // 25 kB that few need
  await new Promise((done, fail) => {
    const sent = new globalThis.tus.Upload(blob, {
      endpoint: ADDRESS,
      uploadUrl: url,
      chunkSize: PIECE_BYTES,
      retryDelays: WAITS_MS,
      metadata: { filename: name, filetype: blob.type },
      headers: { Authorization: `Receipt ${receipt}`, "Accept-Language": spokenLocale(locale) },
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => sent.url && onUrl(sent.url),
      onProgress: (bytes, all) => onProgress(all ? bytes / all : 0),
      onShouldRetry: (error) => isForLater(problemOf(error)),
      onSuccess: done,
      onError: (error) => fail(problemOf(error)),
    });
    sent.start();
  });
}

/** @param {Problem} problem 409 and 423: another request is at this upload */
function isForLater(problem) {
  return problem.isForLater || problem.status === 409 || problem.status === 423;
}

/** @param {Error | import("tus-js-client").DetailedError} error */
function problemOf(error) {
  const response = "originalResponse" in error ? error.originalResponse : null;
  if (!response) return new Problem({ code: "offline" });
  try {
    return new Problem({ ...JSON.parse(response.getBody()), status: response.getStatus() });
  } catch {
    return new Problem({ code: "unknown", status: response.getStatus() });
  }
}
