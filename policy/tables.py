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
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    columns, found = _columns(_next(reader) or [], names, required), 0
    before = reader.line_num
    while (cells := _next(reader)) is not None:
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


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        raise BadTable("import.broken", line=reader.line_num) from None  # type: ignore[attr-defined]  # csv.reader has it


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
