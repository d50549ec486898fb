"""The lists that an administrator brings into the registry: their columns, and what each line comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, get_args

from policy import registry_cells as cells
from policy.divisions import Divisions
from policy.prices import Mode, Stage
from policy.reading import DATA, read_csv
from policy.registry_cells import BadCell, CellReader, Lexicon, Value
from policy.school_calendar import PeriodKind
from policy.tables import TableLine, table_lines
from policy.vocabulary import FieldError, Reason, SchoolStage
from policy.words import Words

LARGEST_FILE: Final = 16 << 20
"""Bytes; a line of a list has some 100."""
UNDO_DAYS: Final = 30
UNDO: Final = timedelta(days=UNDO_DAYS)
MOST_LINES: Final = 100_000


class ListKind(StrEnum):
    """What a list is of; its name is the word `list_kind.<code>`."""

    SCHOOLS = "schools"
    INSTITUTIONS = "institutions"
    CALENDARS = "calendars"
    PRICES = "prices"
    INDICATORS = "indicators"


class Change(StrEnum):
    """What a line would do; its name is the word `line_change.<code>`."""

    ADD = "add"
    CHANGE = "change"
    REFUSE = "refuse"


class LineState(StrEnum):
    """What became of a line; its name is the word `line_state.<code>`."""

    WAITING = "waiting"
    APPLIED = "applied"
    PASSED_OVER = "passed_over"
    UNDONE = "undone"
    KEPT = "kept"


class ImportState(StrEnum):
    """Where an import stands; its name is the word `import_state.<code>`."""

    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True)
class Column:
    """A column: how a cell is read, and whether every line has to have one; its name is the word `column.<name>`.

    `stem`, where its cells are codes of a list: the name of each is the word `<stem>.<code>`.
    """

    name: str
    read: CellReader
    required: bool = False
    stem: str | None = None


@dataclass(frozen=True)
class ListLine:
    """A line as it was read; `values` has every column of the file when there are no errors."""

    number: int
    values: Mapping[str, Value] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()


def _coded(name: str, stem: str, *, required: bool = False) -> Column:
    return Column(name, cells.one_of(stem), required, stem)


COLUMNS: Mapping[ListKind, tuple[Column, ...]] = {
    ListKind.SCHOOLS: (
        Column("division_code", cells.reportable_division, required=True),
        Column("name", cells.name, required=True),
        _coded("stage", "stage", required=True),
        _coded("kind", "school_kind"),
        Column("boarding", cells.yes_or_no),
        Column("school_code", cells.school_code),
        Column("office", cells.office),
    ),
    ListKind.INSTITUTIONS: (
        Column("division_code", cells.reportable_division, required=True),
        Column("name", cells.name, required=True),
        Column("credit_code", cells.credit_code),
        Column("licence_number", cells.number_of_licence),
        Column("teaches_subjects", cells.yes_or_no),
        Column("converted_on", cells.day),
        Column("approved_on", cells.day),
        Column("has_prepaid_account", cells.yes_or_no),
        Column("closed_on", cells.day),
        Column("approving_division_code", cells.province),
        Column("office", cells.office),
    ),
    ListKind.CALENDARS: (
        Column("division_code", cells.any_division, required=True),
        Column("first", cells.day, required=True),
        Column("last", cells.day, required=True),
        _coded("period", "period", required=True),
        Column("school_code", cells.school_code),
    ),
    ListKind.PRICES: (
        Column("division_code", cells.any_division, required=True),
        _coded("mode", "price_mode", required=True),
        _coded("price_stage", "price_stage", required=True),
        Column("minutes", cells.whole, required=True),
        Column("smallest", cells.whole, required=True),
        Column("largest", cells.whole),
        Column("yuan", cells.money, required=True),
        Column("effective_from", cells.day, required=True),
        Column("effective_to", cells.day),
    ),
    ListKind.INDICATORS: (
        Column("division_code", cells.any_division, required=True),
        _coded("indicator", "indicator", required=True),
        Column("reporting_period", cells.reporting_period, required=True),
        Column("amount", cells.amount, required=True),
        Column("stated_in", cells.name),
    ),
}
LISTS: Mapping[str, tuple[str, ...]] = {
    "stage": tuple(SchoolStage),
    "period": tuple(PeriodKind),
    "price_mode": get_args(Mode),
    "price_stage": get_args(Stage),
}
CODES = (
    *("import.encoding", "import.empty", "import.broken", "import.too_many_lines", "import.unknown_column"),
    *("import.too_long_line",),
    *("import.repeated_column", "import.missing_column", "import.cells", "import.no_division", "import.yes_or_no"),
    *("import.credit_code", "import.school_code", "import.office", "import.repeated_line", "import.two_entries"),
    *("import.other_code", "import.no_such_office", "import.no_such_school", "import.ends_before_it_begins"),
    *("import.overlaps", "import.class_sizes", "import.changed_since", "import.in_use", "import.there_since"),
    *("import.reporting_period", "import.amount", "import.has_fallen"),
    *(f"column.{one.name}" for columns in COLUMNS.values() for one in columns),
    *(f"{stem}.{code}" for stem, codes in LISTS.items() for code in codes),
    *(f"list_kind.{one}" for one in ListKind),
    *(f"line_change.{one}" for one in Change),
    *(f"line_state.{one}" for one in LineState),
    *(f"import_state.{one}" for one in ImportState),
)
"""Every word the registry says."""


@dataclass(frozen=True)
class SchoolKindRow:
    """A line of `school_kinds.csv`: who keeps a school; its name is the word `school_kind.<code>`."""

    code: str


def load_school_kinds(data: Path = DATA) -> tuple[str, ...]:
    """The kinds of schools, in the order of the file; refuses one given twice."""
    rows = read_csv(data / "school_kinds.csv", SchoolKindRow)
    return tuple(rows.one_of_each((), lambda row: row.code, lambda row: bool(row.code), "empty"))


def registry_lexicon(
    divisions: Divisions, words: Words, school_kinds: Sequence[str], indicators: Iterable[str]
) -> Lexicon:
    """What the cells of these lists are read with."""
    return cells.lexicon(divisions, words, code_lists(school_kinds, indicators))


def code_lists(school_kinds: Sequence[str], indicators: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The codes that cells may be, by the stem of their words."""
    return {**LISTS, "school_kind": tuple(school_kinds), "indicator": tuple(indicators)}


def headings(kind: ListKind, words: Words) -> dict[str, str]:
    """The headings that the columns of a list may have: their codes, and their words in each language."""
    return {
        heading.casefold(): column.name
        for column in COLUMNS[kind]
        for heading in (column.name, *(texts[f"column.{column.name}"] for texts in words.texts.values()))
    }


def read_list(kind: ListKind, text: str, words: Words, lexicon: Lexicon) -> Iterator[ListLine]:
    """The lines of a list, each read by itself; `policy.tables.BadTable` for a text that is no such list."""
    required = [column.name for column in COLUMNS[kind] if column.required]
    for line in table_lines(text, headings(kind, words), required, MOST_LINES):
        yield _read(kind, line, lexicon)


def _read(kind: ListKind, line: TableLine, lexicon: Lexicon) -> ListLine:
    if line.cells is None:
        return ListLine(line.number, {}, (FieldError("", Reason("import.cells", {"count": line.count})),))
    values: dict[str, Value] = {}
    errors: list[FieldError] = []
    for column in COLUMNS[kind]:
        text = line.cells.get(column.name)
        if text is None:
            continue
        try:
            values[column.name] = _value(column, text, lexicon)
        except BadCell as bad:
            errors.append(FieldError(column.name, bad.reason))
    return ListLine(line.number, values, tuple(errors) or _together(values))


def _value(column: Column, text: str, lexicon: Lexicon) -> Value:
    if text:
        return column.read(lexicon, text)
    if column.required:
        raise BadCell("field.required")
    return None


def _together(values: Mapping[str, Value]) -> tuple[FieldError, ...]:
    """What is wrong between the cells of one line: an end before its beginning."""
    pairs = (("first", "last"), ("effective_from", "effective_to"), ("smallest", "largest"))
    return tuple(
        FieldError(end, Reason("import.ends_before_it_begins"))
        for begin, end in pairs
        if values.get(end) is not None and values[end] < values[begin]  # type: ignore[operator]  # two of one type
    )
