// @ts-check
/** Follow a report by its receipt: typed, read from a picture, or remembered. It goes out in one header, nowhere else. */

import { ask, asProblem } from "../../shared/api.js";
import { html, useEffect, useRef, useState } from "../../shared/html.js";
import { FULL_LENGTH, oddGroup, parseReceipt, typedLength } from "../../shared/receipt.js";
import { Field, Heading, Notice, onTyped, ProblemNotice } from "../../shared/ui.js";
import { onNews } from "../push.js";
import { forget, isRemembering, recall } from "../remembered.js";
import { receiptIn } from "../scanning.js";
import { PinField } from "./keeping.js";
import { Mine } from "./mine.js";

/** @typedef {import("../types").PhonePage} PhonePage */

/** `isNews`: a notification led here. @param {import("../types").ScreenProps} props */
export function Follow({ page, drafts, left, isNews }) {
  const [receipt, setReceipt] = useState(/** @type {string | null} */ (null));
  const [mine, setMine] = useState(/** @type {import("api").MineOut | null} */ (null));
  const [isGone, setGone] = useState(false);
  const [kept, setKept] = useState(() => keptReceipt(drafts, isNews ? left.ids : null));
  const seen = useRef({ code: "", etag: /** @type {string | null} */ (null) });
  const open = async (/** @type {string} */ code) => {
    const headers = { Authorization: `Receipt ${code}`, ...(seen.current.code === code && seen.current.etag && { "If-None-Match": seen.current.etag }) };
    const { data, etag } = await ask("GET", "/reports/mine", { locale: page.locale, headers });
    seen.current = { code, etag };
    setReceipt(code);
    if (data) setMine(data); // else there is nothing new
  };
  useEffect(() => {
    if (receipt) open(receipt).catch(() => null);
  }, [page.locale]);
  const close = () => {
    seen.current = { code: "", etag: null };
    setMine(null);
    setReceipt(null);
    setKept("");
  };
  const goneFor = () => {
    close();
    setGone(true);
  };
  if (isGone) return html`<${Heading}>${page.say("withdrawal.done")}<//><p class="lead">${page.say("withdrawal.done_help")}</p>`;
  if (!mine || !receipt) return html`<${Enter} page=${page} vault=${drafts.vault} first=${kept} isNews=${isNews} onOpen=${open} />`;
  return html`<${Mine} page=${page} mine=${mine} receipt=${receipt} onChanged=${() => open(receipt)} onClose=${close} onGone=${goneFor} />`;
}

/**
 * The receipt that this page knows: of the report at hand, or with news of the only one that nobody has confirmed to have copied.
 * @param {import("../drafts.js").Drafts} drafts
 * @param {string[] | null} hidden what was left in a hurry; null where only the report at hand is meant
 */
function keptReceipt({ draft, others }, hidden) {
  const filed = hidden ? others.filter((one) => one.filed && !one.isDone && !hidden.includes(one.id)) : [];
  return draft.filed?.receipt ?? (filed.length === 1 ? filed[0].filed?.receipt : null) ?? "";
}

/** Said before it is sent: which group it is, where that can be told. @param {PhonePage} page @param {string} typed */
function whatIsWrong(page, typed) {
  const group = oddGroup(typed);
  const more = group && page.say(group.foreign ? "follow.group_foreign" : "follow.group_length", group);
  const count = typedLength(typed);
  const said = page.say(count === FULL_LENGTH ? "follow.mistyped" : "follow.length", { count });
  return more ? `${said}${page.locale === "zh-Hans" ? "" : " "}${more}` : said;
}

/**
 * No address and no notification holds a receipt: whoever comes by one is asked for the PIN first where there is one.
 * @param {{ page: PhonePage, vault: import("../vault.js").Vault | null, first: string, isNews: boolean,
 *   onOpen: (receipt: string) => Promise<void> }} props
 */
function Enter({ page, vault, first, isNews, onOpen }) {
  const [typed, setTyped] = useState(first);
  const [hasNews, setNews] = useState(isNews);
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  const [problem, setProblem] = useState(/** @type {import("../../shared/api.js").Problem | null} */ (null));
  const open = (/** @type {string} */ receipt) => onOpen(receipt).catch((refusal) => setProblem(asProblem(refusal)));
  const look = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const receipt = parseReceipt(typed);
    setProblem(null);
    setFault(receipt ? null : whatIsWrong(page, typed));
    if (receipt) await open(receipt);
  };
  const type = (/** @type {string} */ text) => {
    setTyped(text);
    setFault(null);
  };
  useEffect(() => onNews(() => setNews(true)), []);
  return html`<section>
    <${Heading}>${page.say("follow.title")}<//>
    ${hasNews && html`<${Notice} live="status" title=${page.say("follow.news")}><p>${page.say("follow.news_help")}</p><//>`}
    ${vault && html`<${Remembered} page=${page} vault=${vault} onOpen=${open} />`}
    <p class="lead">${page.say(first ? "follow.lead_here" : "follow.lead")}</p>
    <form onSubmit=${look} novalidate>
      <${Field} label=${page.say("follow.label")} help=${page.say("follow.help")} faults=${fault ? [fault] : []}>
        ${(/** @type {object} */ bound) => html`<input ...${bound} class="receipt-input" type="text" autocomplete="off" autocapitalize="characters" spellcheck=${false} maxlength="64"
          value=${typed} onInput=${onTyped(type)} />`}
      <//>
      <${ProblemNotice} problem=${problem} page=${page} />
      <div class="stack"><button class="button button-main">${page.say("follow.look")}</button></div>
    </form>
    <${Scan} page=${page} onFound=${(/** @type {string} */ receipt) => { type(receipt); open(receipt); }} />
  </section>`;
}

/** A picture taken now or saved before; it is read on the phone. @param {{ page: PhonePage, onFound: (receipt: string) => void }} props */
function Scan({ page, onFound }) {
  const [said, setSaid] = useState("");
  const read = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const [picture] = input.files ?? [];
    input.value = "";
    if (!picture) return;
    setSaid("scan.reading");
    const receipt = await receiptIn(picture).catch(() => null);
    setSaid(receipt ? "" : "scan.none");
    if (receipt) onFound(receipt);
  };
  return html`<div class="field">
    <label class="button file-button">${page.say("scan.label")}<input class="sr-only" type="file" autocomplete="off" accept="image/*" onChange=${read} /></label>
    <p class="help" role="status">${said ? page.say(said) : page.say("scan.help")}</p>
  </div>`;
}

/** What this phone remembers, behind its PIN.
 * @param {{ page: PhonePage, vault: import("../vault.js").Vault, onOpen: (receipt: string) => void }} props */
function Remembered({ page, vault, onOpen }) {
  const [isThere, setThere] = useState(false);
  const [pin, setPin] = useState("");
  const [receipts, setReceipts] = useState(/** @type {string[] | null} */ (null));
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    isRemembering(vault).then(setThere);
  }, [vault]);
  if (!isThere) return null;
  const unlock = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = await recall(vault, pin);
    setPin("");
    setWrong(found === null);
    setReceipts(found);
    setThere(await isRemembering(vault));
    if (found?.length === 1) onOpen(found[0]);
  };
  const drop = async () => {
    await forget(vault);
    setThere(false);
  };
  const away = html`<button type="button" class="link-button" onClick=${drop}>${page.say("pin.forget")}</button>`;
  if (receipts) {
    return html`<h2>${page.say("pin.here")}</h2>
      <ul class="rows">${receipts.map((receipt) => html`<li key=${receipt}><button type="button" class="row" onClick=${() => onOpen(receipt)}>${receipt.slice(0, 5)}…</button></li>`)}</ul>${away}`;
  }
  return html`<form class="card" onSubmit=${unlock} novalidate>
    <${PinField} page=${page} pin=${pin} setPin=${setPin} help="pin.recall_help" faults=${isWrong ? [page.say("pin.wrong")] : []} />
    <div class="act-buttons"><button class="button">${page.say("pin.recall")}</button>${away}</div>
  </form>`;
}
