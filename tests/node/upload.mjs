// Uploads a file with the client that most browsers' uploads are made of, going on by itself after every cut.
// Usage: node upload.mjs ENDPOINT RECEIPT FILE CHUNK_BYTES; prints {url, requests, retries} as JSON.
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, receipt, path, chunk] = process.argv.slice(2);
const requests = [];
let retries = 0;

const upload = new Upload(readFileSync(path), {
  endpoint,
  chunkSize: Number(chunk),
  headers: { Authorization: `Receipt ${receipt}` },
  metadata: { filename: "作业.png", filetype: "image/png" },
  retryDelays: Array(200).fill(20),
  onAfterResponse: (request, response) => requests.push([request.getMethod(), response.getStatus()]),
  onShouldRetry: (error, attempt, options) => {
    retries += 1;
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    return !(status >= 400 && status < 500) || [409, 423].includes(status);
  },
  onError: (error) => {
    console.log(JSON.stringify({ error: String(error), requests, retries }));
    process.exit(1);
  },
  onSuccess: () => console.log(JSON.stringify({ url: upload.url, requests, retries })),
});
upload.start();
