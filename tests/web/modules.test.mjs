// The pages' own logic, under Node: `node --test tests/web/modules.test.mjs`.
import assert from "node:assert/strict";
import { createHash, pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { answersToSend, everyDay, inTwoParts, isComplete, shownQuestions } from "../../web/shared/form.js";
import { newKey } from "../../web/shared/fresh_key.js";
import { derivedFrom, differingGroup, oddGroup, parseReceipt, receiptOf, typedLength } from "../../web/shared/receipt.js";
import { dayText, labelOf, listed, localeOf, sayFrom, seen, sizeText } from "../../web/shared/words.js";
import { solve } from "../../web/shared/work.js";
import { kindsIn, piecesOf } from "../../web/report/identifying.js";
import { complaintOf, reportOf } from "../../web/report/complaint.js";
import { emptyDraft } from "../../web/report/draft.js";

const VECTORS = JSON.parse(readFileSync(new URL("../../docs/vectors/receipts.json", import.meta.url), "utf8"));
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

test("the receipt and its keys are those of the vectors", async () => {
  assert.ok(VECTORS.length >= 3);
  for (const vector of VECTORS) {
    assert.equal(await receiptOf(vector.idempotency_key), vector.receipt);
    assert.equal(parseReceipt(vector.receipt), vector.receipt);
    for (const label of ["lookup", "unwrap", "body", "topic"]) assert.equal(await derivedFrom(vector.receipt, label), vector[label]);
  }
});

test("a receipt is read however it was copied", () => {
  const receipt = VECTORS[0].receipt;
  const ways = [receipt.toLowerCase(), receipt.replaceAll("-", " "), receipt.replaceAll("-", ""), ` ${receipt.replaceAll("0", "o")} `];
  const fullWidth = [...receipt].map((one) => (one === "-" ? "—" : String.fromCharCode(one.charCodeAt(0) + 0xfee0))).join("");
  for (const typed of [...ways, fullWidth]) assert.equal(parseReceipt(typed), receipt, typed);
});

test("every wrong character and every exchange of neighbours is noticed", () => {
  const good = VECTORS[2].receipt.replaceAll("-", "");
  for (let place = 0; place < good.length; place += 1) {
    for (const wrong of ALPHABET) {
      if (wrong !== good[place]) assert.equal(parseReceipt(good.slice(0, place) + wrong + good.slice(place + 1)), null);
    }
    if (place > 0 && good[place] !== good[place - 1]) {
      assert.equal(parseReceipt(good.slice(0, place - 1) + good[place] + good[place - 1] + good.slice(place + 1)), null);
    }
  }
  for (const typed of ["", good.slice(1), `${good}0`, "U".repeat(21), "回".repeat(21), "0".repeat(1000)]) assert.equal(parseReceipt(typed), null);
  assert.equal(typedLength("06 8-j"), 4);
});

test("keys are random UUIDs of version 4, also without randomUUID", () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(crypto), "randomUUID");
  const first = newKey();
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  const keys = Array.from({ length: 200 }, newKey);
  delete crypto.randomUUID;
  assert.equal(typeof own.value, "function");
  for (const key of [first, ...keys]) assert.match(key, form);
  assert.equal(new Set(keys).size, keys.length);
});

test("the proof of work finds the counter that was hidden", async () => {
  const [nonce, salt, cost, hidden] = ["00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100", 10, 300];
  const password = Buffer.concat([Buffer.from(nonce, "hex"), Buffer.from([0, 0, hidden >> 8, hidden & 255])]);
  const key = pbkdf2Sync(password, Buffer.from(salt, "hex"), cost, 32, "sha256").toString("hex");
  const parameters = { algorithm: "PBKDF2/SHA-256", cost, keyLength: 32, keyPrefix: key.slice(0, 32), nonce, salt, expiresAt: 0 };
  const challenge = { parameters, signature: createHash("sha256").digest("hex") };
  const payload = JSON.parse(atob(await solve(challenge)));
  assert.deepEqual(payload, { challenge, solution: { counter: hidden, derivedKey: key } });
  await assert.rejects(solve({ ...challenge, parameters: { ...parameters, algorithm: "SHA-1" } }));
});

const QUESTIONS = [
  { id: "grade", type: "choice", required: true, options: [] },
  { id: "days", type: "minutes_by_day", required: true, dates: ["2026-11-16", "2026-11-17"] },
  { id: "channel", type: "choice", options: [] },
  { id: "phone", type: "boolean", shown_when: { question_id: "channel", in: ["app", "qq"] } },
  { id: "why", type: "text", shown_when: { question_id: "phone", in: [true] } },
  { id: "kinds", type: "choices", required: true, options: [] },
  { id: "fee", type: "money", shown_when: { question_id: "kinds", in: ["paid"] } },
];

const idsOf = (questions) => questions.map((question) => question.id);

test("a question shows when the one it hangs on is shown and answered so", () => {
  assert.deepEqual(idsOf(shownQuestions(QUESTIONS, {})), ["grade", "days", "channel", "kinds"]);
  assert.deepEqual(idsOf(shownQuestions(QUESTIONS, { channel: "app", kinds: ["x", "paid"] })), ["grade", "days", "channel", "phone", "kinds", "fee"]);
  assert.ok(!idsOf(shownQuestions(QUESTIONS, { channel: "paper", phone: true })).includes("why"), "its parent is hidden");
  const unanswered = [{ id: "a", type: "choice" }, { id: "b", type: "text", shown_when: { question_id: "a", in: [null] } }];
  assert.deepEqual(idsOf(shownQuestions(unanswered, {})), ["a", "b"]);
  assert.deepEqual(idsOf(shownQuestions(unanswered, { a: "x" })), ["a"]);
});

test("what must be answered comes first, with what it leads to", () => {
  const parts = inTwoParts(shownQuestions(QUESTIONS, { channel: "app", kinds: ["paid"] }));
  assert.deepEqual(idsOf(parts.main), ["grade", "days", "kinds", "fee"]);
  assert.deepEqual(idsOf(parts.more), ["channel", "phone"]);
});

test("only what is asked and filled in is sent; false and 0 are answers", () => {
  const draft = { grade: 0, days: { "2026-11-16": "90", "2026-11-17": "" }, channel: "app", phone: false, why: "x", kinds: [], fee: "5" };
  assert.deepEqual(answersToSend(QUESTIONS, draft), { grade: 0, days: [{ date: "2026-11-16", minutes: 90 }], channel: "app", phone: false });
  assert.equal(isComplete(QUESTIONS, draft), false);
  assert.equal(isComplete(QUESTIONS, { ...draft, kinds: ["paid"] }), true);
  assert.deepEqual(answersToSend(QUESTIONS, { days: everyDay(QUESTIONS[1].dates, "１２０") }).days.map((day) => day.minutes), [120, 120]);
  assert.equal(answersToSend(QUESTIONS, { kinds: ["paid"], fee: "1999.50" }).fee, 1999.5);
  assert.equal(answersToSend(QUESTIONS, { kinds: ["paid"], fee: "很多" }).fee, "很多", "the service says what is wrong");
});

test("a report names at most one target", () => {
  const categories = [{ id: "homework", questions: QUESTIONS }];
  const draft = { ...emptyDraft(), category: "homework", place: { division_code: "411102", full_name: "" }, text: "  a ", safety: true };
  const placeWith = (target) => complaintOf({ ...draft, target }, categories).place;
  assert.deepEqual(placeWith(null), { division_code: "411102" });
  assert.deepEqual(placeWith({ kind: "school", id: "1", name: "n" }), { division_code: "411102", school_id: "1" });
  assert.deepEqual(placeWith({ kind: "institution", id: "1", name: "n" }), { division_code: "411102", institution_id: "1" });
  assert.deepEqual(placeWith({ kind: "named", id: null, name: "n" }), { division_code: "411102", target_name: "n" });
  const report = reportOf(draft, categories);
  assert.deepEqual([report.text, report.safety, "key" in report], ["a", true, false]);
  assert.notEqual(emptyDraft().key, emptyDraft().key);
});

test("words, days and languages", () => {
  const say = sayFrom({ hello: "{a} and {b}" }, "en");
  assert.equal(say("hello", { a: 1, b: "x" }), "1 and x");
  assert.equal(say("hello", { a: 45000, b: "45000" }), "45,000 and 45000");
  assert.equal(say("hello", { a: 5000 }), "5000 and {b}");
  assert.deepEqual(["zh-Hans", "en"].map((locale) => sizeText(1_300_000, locale)), ["1.2 MB", "1.2 MB"]);
  assert.equal(sizeText(1000, "en"), "1 kB");
  assert.deepEqual(["zh-Hans", "en"].map((locale) => listed(["a", "b"], locale, "narrow")), ["a、b", "a, b"]);
  assert.equal(say("missing"), "missing");
  assert.equal(dayText("2026-03-01", "en"), "1 March 2026");
  assert.equal(dayText("2026-03-01", "zh-Hans"), "2026年3月1日");
  assert.equal(labelOf([{ value: "a", label: "A" }], "a"), "A");
  assert.equal(labelOf(undefined, "a"), "a");
  assert.deepEqual(["", "?lang=en", "?lang=xx"].map((search) => localeOf(search)), ["zh-Hans", "en", "zh-Hans"]);
  assert.deepEqual([["fr", "en-GB"], ["zh-TW", "en"], ["fr"]].map((spoken) => localeOf("", spoken)), ["en", "zh-Hans", "zh-Hans"]);
  assert.equal(localeOf("?lang=zh-Hans", ["en"]), "zh-Hans");
});

const RECEIPT = "068J6-ZQ2JB-1D4GM-SHK5D5";

test("the group of a receipt that cannot be right is named, where it can be told", () => {
  assert.equal(oddGroup(RECEIPT), null);
  assert.equal(oddGroup("068J6-ZQ2JB-1D4GM-SHK5D6"), null); // one of the 21, but which?
  assert.deepEqual(oddGroup("068J6-ZQ2UB-1D4GM-SHK5D5"), { group: 2, size: 5, count: 5, foreign: "U" });
  assert.deepEqual(oddGroup("068j6 zq2jb 1d4g shk5d5"), { group: 3, size: 5, count: 4, foreign: "" });
  assert.deepEqual(oddGroup("068J6ZQ2JB1D4GMSHK5Du"), { group: 4, size: 6, count: 6, foreign: "U" });
  for (const typed of ["", " - ", "068J6ZQ2JB", "x".repeat(64), "😀".repeat(9)]) oddGroup(typed);
});

test("what was copied is compared group by group", () => {
  assert.equal(differingGroup("068j6zq2jb1d4gmshk5d5", RECEIPT), null);
  const wrong = [...RECEIPT.replaceAll("-", "")].map((_, place, all) => [...all.slice(0, place), "Y", ...all.slice(place + 1)].join(""));
  assert.deepEqual(wrong.map((typed) => differingGroup(typed, RECEIPT)), [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4]);
  assert.equal(differingGroup("", RECEIPT), 1);
  assert.equal(differingGroup(`${RECEIPT}5`, RECEIPT), 4);
});

const PATTERNS = readFileSync(new URL("../../policy/data/identifying.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => /^([a-z_]+),"?(.*?)"?$/.exec(line))
  .map(([, value, pattern]) => ({ value, label: value, pattern: pattern.replaceAll('""', '"') }));
const SAMPLES = JSON.parse(readFileSync(new URL("../policy/identifying.json", import.meta.url), "utf8"));

test("what may identify somebody is marked as in the service's own samples, and nothing of the text is lost", () => {
  assert.ok(SAMPLES.length > 10);
  for (const { text, found } of SAMPLES) {
    const pieces = piecesOf(text, PATTERNS);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
    const marked = {};
    for (const piece of pieces.filter((one) => one.label)) (marked[piece.label] ??= []).push(piece.text);
    assert.deepEqual(marked, found, text);
    assert.deepEqual(new Set(kindsIn([text, text], PATTERNS)), new Set(Object.keys(found)));
  }
});

test("signs that turn text around are marked, and what is written from the right turns nothing around it", () => {
  assert.equal(seen("a\u202eb\u2066c\u200fd\u061ce"), "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩d⟨U+061C⟩e");
  assert.equal(seen("说了：“好”, café — ok"), "说了：“好”, café — ok");
  const say = sayFrom({ told: "He said {text}." }, "en");
  assert.equal(say("told", { text: "no\u202e" }), "He said no⟨U+202E⟩.");
  assert.equal(say("told", { text: "خبر" }), "He said \u2068خبر\u2069.");
});
