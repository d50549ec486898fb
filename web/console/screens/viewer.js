// @ts-check
/**
 * A file in a frame of its own. Pictures and sound stand in a document that we write, in a sandbox without scripts, forms
 * or an origin; a PDF is shown by the browser's own viewer, which no browser lets into a sandbox.
 */

import { html, useEffect, useState } from "../../shared/html.js";
import { seen } from "../../shared/words.js";

const PDF = "application/pdf";

/** @param {{ file: { name: string, media_type: string }, blob: Blob }} props */
export function Viewer({ file, blob }) {
  const [source, setSource] = useState(/** @type {string | null} */ (null));
  useEffect(() => {
    /** @type {string | null} */
    let made = null;
    let isOpen = true;
    framed(blob, file.media_type).then((content) => {
      if (isOpen) setSource((made = URL.createObjectURL(content)));
    });
    return () => {
      isOpen = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [blob]);
  if (!source) return null;
  const kind = file.media_type.split("/")[0];
  if (file.media_type === PDF) return html`<iframe class="viewer" src=${source} title=${seen(file.name)}></iframe>`;
  return html`<iframe class=${`viewer viewer-${kind}`} sandbox="" src=${source} title=${seen(file.name)}></iframe>`;
}

/** What the frame shows: a document around the file; its kind is said by the service, not found by the browser. @param {Blob} blob @param {string} mediaType */
async function framed(blob, mediaType) {
  const content = blob.slice(0, blob.size, mediaType);
  if (mediaType === PDF) return content;
  const data = await dataUrl(content);
  const isPicture = mediaType.startsWith("image/");
  const text = isPicture
    ? `<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><image width="100%" height="100%" href="${data}"/></svg>`
    : `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>-</title></head><body><audio controls="" src="${data}"></audio></body></html>`;
  return new Blob([text], { type: isPicture ? "image/svg+xml" : "application/xhtml+xml" });
}

/** @param {Blob} blob @returns {Promise<string>} base64 and a media type: nothing that could end an attribute */
function dataUrl(blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
