"""Tables that are taken away as CSV (RFC 4180): UTF-8 with the mark that spreadsheets look for; no formula in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of something to carry out (OWASP, CSV injection)."""


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The table, line by line."""
    yield MARK + _line(header)
    for row in rows:
        yield _line([cell(value) for value in row])


def cell(value: object) -> object:
    """A value as it is written: numbers as they are, nothing for None, and text that no spreadsheet carries out."""
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.startswith(FORMULA) else value


def _line(values: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(values)
    return text.getvalue().encode()
