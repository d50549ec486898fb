// @ts-check
/** What in own words may tell who somebody is, found on the phone by the service's patterns. Nothing is sent for it. */

/**
 * @typedef {{ value: string, label: string, pattern: string }} Pattern
 * @typedef {{ text: string, label: string | null }} Piece
 */

/**
 * The text in pieces; those that may identify somebody carry what they are. Earlier patterns win.
 * @param {string} text
 * @param {Pattern[]} patterns
 * @returns {Piece[]}
 */
export function piecesOf(text, patterns) {
  return patterns.reduce(
    (pieces, pattern) => pieces.flatMap((piece) => (piece.label ? [piece] : cut(piece.text, pattern))),
    /** @type {Piece[]} */ ([{ text, label: null }]),
  );
}

/**
 * What kinds of things were found in any of the texts, each once.
 * @param {string[]} texts
 * @param {Pattern[]} patterns
 */
export function kindsIn(texts, patterns) {
  const labels = texts.flatMap((text) => piecesOf(text, patterns)).map((piece) => piece.label);
  return [...new Set(labels.filter((label) => label !== null))];
}

/** @param {string} text @param {Pattern} pattern @returns {Piece[]} */
function cut(text, { pattern, label }) {
  /** @type {Piece[]} */
  const pieces = [];
  let from = 0;
  for (const found of text.matchAll(new RegExp(pattern, "gu"))) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), label: null });
    pieces.push({ text: found[0], label });
    from = found.index + found[0].length;
  }
  return from < text.length || pieces.length === 0 ? [...pieces, { text: text.slice(from), label: null }] : pieces;
}
