"""A table that somebody brings as CSV: its encoding found by strict trial, its lines by number, nothing guessed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from policy.vocabulary import Reason

ENCODINGS: Final = ("utf-8-sig", "gb18030")
"""What spreadsheets here write: UTF-8 with or without a mark, else GB 18030; never what merely does not fail."""

LONGEST_RECORD: Final = 20_000
"""Characters of a line, with the line breaks within quotes; the longest one that means something has some 1,000."""


class BadTable(Exception):
    """A file that is no table of ours: why, and the column it is about if it is about one."""

    def __init__(self, code: str, column: str | None = None, **params: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)
        self.column = column


@dataclass(frozen=True)
class TableLine:
    """A line: where it begins in the file (the header is line 1), and its cells by column; None: not as many as those.

    Cells are without spaces around them; an empty one is "".
    """

    number: int
    cells: Mapping[str, str] | None
    count: int = field(default=0)


def decoded(content: bytes) -> str:
    """The text of a file; BadTable when it is in no encoding that is read here, or holds what no table does."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadTable("import.encoding")


def table_lines(text: str, names: Mapping[str, str], required: Sequence[str], most: int) -> Iterator[TableLine]:
    """The lines of a table with a header; lines without any text are passed over.

    `names` are the headings a column may have, and what it is then. BadTable for a heading that is none of them, one
    that stands twice, one that is missing, quotes that do not end, no line at all, more than `most`.
    """
    source = _Source(text)
    reader = csv.reader(source, strict=True)
    columns, found = _columns(_next(reader, source) or [], names, required), 0
    before = reader.line_num
    while (cells := _next(reader, source)) is not None:
        number, before = before + 1, reader.line_num
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            continue
        found += 1
        if found > most:
            raise BadTable("import.too_many_lines", most=most)
        fits = len(texts) == len(columns)
        yield TableLine(number, dict(zip(columns, texts, strict=True)) if fits else None, len(texts))
    if not found:
        raise BadTable("import.empty")


class _Source:
    """The text, piece by piece, of which no record takes more than `LONGEST_RECORD`: memory is for that many."""

    def __init__(self, text: str) -> None:
        self._text = StringIO(text, newline="")
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_RECORD + 1)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken > LONGEST_RECORD:
            raise _TooLong
        return line


class _TooLong(Exception):
    """A record is longer than any that is read."""


def _next(reader: Iterator[list[str]], source: _Source) -> list[str] | None:
    source.taken = 0
    line: int = reader.line_num  # type: ignore[attr-defined]  # csv.reader has it
    try:
        return next(reader, None)
    except csv.Error:
        raise BadTable("import.broken", line=reader.line_num) from None  # type: ignore[attr-defined]  # likewise
    except _TooLong:
        raise BadTable("import.too_long_line", line=line + 1, most=LONGEST_RECORD) from None


def _columns(header: Sequence[str], names: Mapping[str, str], required: Sequence[str]) -> list[str]:
    columns: list[str] = []
    for place, heading in enumerate(header, 1):
        column = names.get(heading.strip().casefold())
        if column is None:
            raise BadTable("import.unknown_column", column=None, number=place)
        if column in columns:
            raise BadTable("import.repeated_column", column)
        columns.append(column)
    for column in required:
        if column not in columns:
            raise BadTable("import.missing_column", column)
    return columns
