"""Words that may tell of danger to somebody; a phone that sees one asks, and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policy.reading import DATA, read_csv


@dataclass(frozen=True)
class DangerWord:
    """A word or the beginning of one, in lower case."""

    word: str


def load_danger_words(data: Path = DATA) -> tuple[str, ...]:
    """The words, in the order of the file; refuses one given twice, too short to mean something, or in capitals."""
    rows = read_csv(data / "danger_words.csv", DangerWord)
    words = tuple(row.word for row in rows.items)
    for index, word in enumerate(words):
        if word in words[:index]:
            rows.refuse(index, f"{word}: given twice")
        if word != word.strip().casefold() or len(word) < 2:  # noqa: PLR2004 - one character is in every second sentence
            rows.refuse(index, f"{word}: at least two characters, in lower case")
    return words
