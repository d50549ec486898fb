// @ts-check
/** The words of the pages themselves. Words of the domain come from the service. */

export const LOCALES = ["zh-Hans", "en"];
export const PSEUDO = "ar-XB"; // English written from right to left: shows what a page takes for granted

/** @typedef {(code: string, params?: Record<string, string | number>) => string} Say */

/**
 * The language asked for in the address, else the first of the browser's that we speak, else Chinese.
 * @param {string} search
 * @param {readonly string[]} [preferred] the browser's languages
 */
export function localeOf(search, preferred = []) {
  const asked = new URLSearchParams(search).get("lang") ?? "";
  if ([...LOCALES, PSEUDO].includes(asked)) return asked;
  const spoken = preferred.map((one) => LOCALES.find((ours) => ours.split("-")[0] === one.toLowerCase().split("-")[0]));
  return spoken.find(Boolean) ?? LOCALES[0];
}

/**
 * The language that the service is asked to speak: it knows no pseudo-locale.
 * @param {string} locale
 */
export function spokenLocale(locale) {
  return locale === PSEUDO ? "en" : locale;
}

/**
 * The words of a page in a language: those of all pages and its own.
 * @param {string} locale
 * @param {"report" | "console" | "api"} room
 * @returns {Promise<Say>}
 */
export async function loadWords(locale, room) {
  const [common, own] = await Promise.all(["shared", room].map((where) => wordsOf(where, spokenLocale(locale))));
  return sayFrom({ ...common, ...own }, locale);
}

/** @param {string} room @param {string} locale @returns {Promise<Record<string, string>>} */
async function wordsOf(room, locale) {
  const response = await fetch(new URL(`../${room}/words/${locale}.json`, import.meta.url));
  return response.json();
}

const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g; // what turns text around (Unicode TR 9, 2)
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What somebody else wrote, with a mark for each sign that is not seen and would turn text around. @param {string} text */
export function seen(text) {
  return text.replace(TURNING, (sign) => `⟨U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** The same in the middle of a sentence of ours: it turns nothing around it. @param {string} text */
function apart(text) {
  return FROM_RIGHT.test(text) ? `\u2068${seen(text)}\u2069` : seen(text);
}

/**
 * Numbers among the params are written as readers of the language write them.
 * @param {Record<string, string>} words
 * @param {string} locale the pseudo-locale is shown from right to left
 * @returns {Say}
 */
export function sayFrom(words, locale) {
  const numbers = new Intl.NumberFormat(spokenLocale(locale), { useGrouping: "min2" });
  const written = locale === PSEUDO ? String : (/** @type {any} */ value) => apart(String(value));
  const said = (/** @type {any} */ value) => (typeof value === "number" ? numbers.format(value) : written(value));
  return (code, params = {}) => {
    const text = (words[code] ?? code).replace(/\{(\w+)\}/g, (whole, name) => said(params[name] ?? whole));
    return locale === PSEUDO ? `\u202e${text}\u202c` : text;
  };
}

/**
 * Tell the browser what language the page is in, and how it is called.
 * @param {string} locale
 * @param {string} title
 */
export function nameDocument(locale, title) {
  document.documentElement.lang = spokenLocale(locale);
  document.documentElement.dir = locale === PSEUDO ? "rtl" : "ltr";
  document.title = title;
}

/**
 * A day as people write it, "2026年11月20日" or "20 November 2026".
 * @param {string} day YYYY-MM-DD
 * @param {string} locale
 * @param {Intl.DateTimeFormatOptions} [how]
 */
export function dayText(day, locale, how = { year: "numeric", month: "long", day: "numeric" }) {
  const noon = new Date(`${day}T12:00:00Z`); // noon: the same day everywhere we write it in UTC
  return new Intl.DateTimeFormat(spokenLocale(locale) === "en" ? "en-GB" : "zh-CN", { ...how, timeZone: "UTC" }).format(noon);
}

/**
 * A day of the week and month, for a list of recent days.
 * @param {string} day
 * @param {string} locale
 */
export function weekdayText(day, locale) {
  return dayText(day, locale, { weekday: "short", month: "short", day: "numeric" });
}

/**
 * The label of a value in one of the service's lists; the value itself when the list does not know it.
 * @param {{ value: any, label: string }[] | undefined} list
 * @param {any} value
 */
export function labelOf(list, value) {
  return list?.find((item) => item.value === value)?.label ?? String(value);
}

/**
 * Several things in one phrase, "A、B和C" or "A, B and C"; `narrow` leaves the "and" away.
 * @param {string[]} things
 * @param {string} locale
 * @param {"long" | "narrow"} [style]
 */
export function listed(things, locale, style = "long") {
  return new Intl.ListFormat(spokenLocale(locale), { type: "conjunction", style }).format(things);
}

const KB = 1024;
export const MB = 1024 * KB;

/**
 * How large a file is, "12 kB" or "1.3 MB".
 * @param {number} bytes
 * @param {string} locale
 */
export function sizeText(bytes, locale) {
  const [unit, count] = bytes < MB / 2 ? ["kilobyte", Math.ceil(bytes / KB)] : ["megabyte", bytes / MB];
  return new Intl.NumberFormat(spokenLocale(locale), { style: "unit", unit, maximumFractionDigits: 1 }).format(count);
}
