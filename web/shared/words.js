// @ts-check
/** The words of the pages themselves. Words of the domain come from the service. */

export const LOCALES = ["zh-Hans", "en"];

/** @typedef {(code: string, params?: Record<string, string | number>) => string} Say */

/**
 * The language asked for in the address, else the first of the browser's that we speak, else Chinese.
 * @param {string} search
 * @param {readonly string[]} [preferred] the browser's languages
 */
export function localeOf(search, preferred = []) {
  const asked = new URLSearchParams(search).get("lang") ?? "";
  if (LOCALES.includes(asked)) return asked;
  const spoken = preferred.map((one) => LOCALES.find((ours) => ours.split("-")[0] === one.toLowerCase().split("-")[0]));
  return spoken.find(Boolean) ?? LOCALES[0];
}

/**
 * The words of a language.
 * @param {string} locale
 * @returns {Promise<Say>}
 */
export async function loadWords(locale) {
  const response = await fetch(new URL(`./words/${locale}.json`, import.meta.url));
  return sayFrom(await response.json());
}

/**
 * @param {Record<string, string>} words
 * @returns {Say}
 */
export function sayFrom(words) {
  return (code, params = {}) =>
    (words[code] ?? code).replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}

/**
 * A day as people write it, "2026年11月20日" or "20 November 2026".
 * @param {string} day YYYY-MM-DD
 * @param {string} locale
 * @param {Intl.DateTimeFormatOptions} [how]
 */
export function dayText(day, locale, how = { year: "numeric", month: "long", day: "numeric" }) {
  const noon = new Date(`${day}T12:00:00Z`); // noon: the same day everywhere we write it in UTC
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "zh-CN", { ...how, timeZone: "UTC" }).format(noon);
}

/**
 * A day of the week and month, for a list of recent days.
 * @param {string} day
 * @param {string} locale
 */
export function weekdayText(day, locale) {
  return dayText(day, locale, { weekday: "short", month: "numeric", day: "numeric" });
}

/**
 * The label of a value in one of the service's lists; the value itself when the list does not know it.
 * @param {{ value: any, label: string }[] | undefined} list
 * @param {any} value
 */
export function labelOf(list, value) {
  return list?.find((item) => item.value === value)?.label ?? String(value);
}
