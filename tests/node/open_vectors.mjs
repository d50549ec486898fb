// Opens docs/vectors with an independent implementation and prints, as JSON, what it found; Python compares.
// Usage: node open_vectors.mjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const { subtle } = globalThis.crypto;
const ENC_BYTES = 32;
const STREAM_CHUNK = 65536;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const bytes = (text) => new TextEncoder().encode(text);
const from_hex = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const to_hex = (buffer) => Buffer.from(buffer).toString("hex");
const read = (name) => JSON.parse(readFileSync(join(process.argv[2], name), "utf8"));

async function unwrap(vector, info) {
  const wire = from_hex(vector.wrapped);
  const recipientKey = await suite.kem.deserializePrivateKey(from_hex(vector.private));
  const enc = wire.slice(0, ENC_BYTES);
  return to_hex(await suite.open({ recipientKey, enc, info: bytes(info) }, wire.slice(ENC_BYTES)));
}

async function is_refused(promise) {
  try {
    await promise;
    return false;
  } catch {
    return true;
  }
}

async function wrap(vector, secret) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(from_hex(vector.public));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: bytes(vector.info) }, secret);
  return to_hex(enc) + to_hex(ct);
}

async function open_wrap(vector) {
  const secret = globalThis.crypto.getRandomValues(new Uint8Array(32));
  return {
    secret: await unwrap(vector, vector.info),
    refused_elsewhere: await is_refused(unwrap(vector, `${vector.info}0`)),
    wrapped_here: await wrap(vector, secret),
    secret_wrapped_here: to_hex(secret),
  };
}

async function open_envelope({ key, sealed, table, column, row_id }) {
  const wire = from_hex(sealed);
  const opener = await subtle.importKey("raw", from_hex(key), "AES-GCM", false, ["decrypt"]);
  const additionalData = bytes([table, column, row_id].join("|"));
  const padded = await subtle.decrypt({ name: "AES-GCM", iv: wire.slice(2, 14), additionalData }, opener, wire.slice(14));
  const length = new DataView(padded).getUint32(0);
  return { head: to_hex(wire.slice(0, 2)), plaintext: new TextDecoder().decode(padded.slice(4, 4 + length)) };
}

async function seal_stream({ key, prefix, table, column, row_id, size, padded }) {
  const sealer = await subtle.importKey("raw", from_hex(key), "AES-GCM", false, ["encrypt"]);
  const additionalData = bytes([table, column, row_id].join("|"));
  const plain = new Uint8Array(padded);
  new DataView(plain.buffer).setBigUint64(0, BigInt(size));
  for (let at = 0; at < size; at += 1) plain[8 + at] = (7 * at) % 256;
  const parts = [new Uint8Array([1, 2]), from_hex(prefix)];
  for (let number = 0; number * STREAM_CHUNK < padded; number += 1) {
    const chunk = plain.subarray(number * STREAM_CHUNK, (number + 1) * STREAM_CHUNK);
    const iv = new Uint8Array(12);
    iv.set(from_hex(prefix));
    new DataView(iv.buffer).setUint32(7, number);
    iv[11] = (number + 1) * STREAM_CHUNK >= padded ? 1 : 0;
    parts.push(new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, sealer, chunk)));
  }
  return to_hex(await subtle.digest("SHA-256", Buffer.concat(parts)));
}

async function hkdf(secret, info, length) {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: bytes(info) };
  return new Uint8Array(await subtle.deriveBits(parameters, key, length * 8));
}

function in_crockford(data, length) {
  const bits = [...data].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length }, (_, at) => ALPHABET[parseInt(bits.slice(5 * at, 5 * at + 5), 2)]).join("");
}

function times(one, other) {
  let product = 0;
  for (let bit = 0; bit < 5; bit += 1) if (other & (1 << bit)) product ^= one << bit;
  for (let bit = 9; bit >= 5; bit -= 1) if (product & (1 << bit)) product ^= 0b100101 << (bit - 5);
  return product;
}

function check_character(characters) {
  let weight = 1;
  let total = 0;
  for (const character of characters) {
    weight = times(weight, 2);
    total ^= times(weight, ALPHABET.indexOf(character));
  }
  return ALPHABET[total];
}

async function make_receipt({ idempotency_key }) {
  const characters = in_crockford(await hkdf(from_hex(idempotency_key.replaceAll("-", "")), "jianfu/receipt/v1", 32), 20);
  const derived = async (label) => to_hex(await hkdf(bytes(characters), `jianfu/receipt/v1|${label}`, 32));
  const [, ...groups] = /^(.{5})(.{5})(.{5})(.{6})$/.exec(characters + check_character(characters));
  return {
    receipt: groups.join("-"),
    lookup: await derived("lookup"),
    unwrap: await derived("unwrap"),
    body: await derived("body"),
    topic: await derived("topic"),
  };
}

const found = {
  wraps: await Promise.all(read("wraps.json").map(open_wrap)),
  envelopes: await Promise.all(read("envelope.json").map(open_envelope)),
  streams: await Promise.all(read("streams.json").map(seal_stream)),
  receipts: await Promise.all(read("receipts.json").map(make_receipt)),
};
process.stdout.write(JSON.stringify(found));
