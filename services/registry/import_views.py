"""Lists that were brought into the registry, as they are looked at: how far each is, and what its lines would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from models import ImportLine, RegistryImport
from policy.registry import UNDO, Change, ImportState, LineState
from policy.vocabulary import FieldError, Reason
from services.paging import Asked, make_cursor, read_cursor
from services.refusals import NotFound
from services.work import Work

SHOWN: Final = 50


@dataclass(frozen=True)
class ImportView:
    """An import, and what became of its lines so far; the last days on which it can be applied, or undone."""

    id: str
    list_kind: str
    state: str
    made_on: date
    applied_on: date | None
    apply_until: date | None
    undo_until: date | None
    to_add: int
    to_change: int
    same: int
    refused: int
    to_confirm: int
    waiting: int
    applied: int
    passed_over: int
    undone: int
    kept: int


@dataclass(frozen=True)
class LineView:
    """A line of an import; `errors` are why it is refused, to be confirmed, was passed over, or could not be undone."""

    line: int
    change: str
    state: str
    earlier: Mapping[str, Any] | None
    later: Mapping[str, Any] | None
    errors: tuple[FieldError, ...]


@dataclass(frozen=True)
class Lines:
    """Part of the lines that were asked for, and how many there are in all parts; the last has no `next_cursor`."""

    items: tuple[LineView, ...]
    next_cursor: str | None
    count: int


@dataclass(frozen=True)
class Wanted:
    """Which lines: of one change, in one state; `doubtful`: of those not refused, the ones with or without errors."""

    change: str | None = None
    state: str | None = None
    doubtful: bool | None = None


def view_import(work: Work, import_id: str) -> ImportView:
    """How far it is; NotFound when there is none."""
    found = work.db.get(RegistryImport, import_id)
    if found is None:
        raise NotFound
    return _views(work, [found])[0]


def latest_imports(work: Work) -> Sequence[ImportView]:
    """The newest 50, newest first."""
    newest = sa.select(RegistryImport).order_by(RegistryImport.made_on.desc(), RegistryImport.id).limit(SHOWN)
    return _views(work, work.db.scalars(newest).all())


def lines_of_import(work: Work, import_id: str, asked: Asked, wanted: Wanted) -> Lines:
    """Lines that would change something or are refused, in their order; NotFound when there is no such import."""
    if work.db.get(RegistryImport, import_id) is None:
        raise NotFound
    those = (ImportLine.import_id == import_id, *_conditions(wanted))
    bound = f"import_lines\n{import_id}\n{wanted.change}\n{wanted.state}\n{wanted.doubtful}\n".encode()
    after = read_cursor(work, bound, asked.cursor)[0] if asked.cursor is not None else 0
    later = sa.select(ImportLine).where(*those, ImportLine.line > after).order_by(ImportLine.line)
    rows = work.db.scalars(later.limit(asked.limit + 1)).all()
    is_last = len(rows) <= asked.limit
    shown = tuple(_line(row) for row in rows[: asked.limit])
    count = work.db.scalar(sa.select(sa.func.count()).select_from(ImportLine).where(*those)) or 0
    return Lines(shown, None if is_last else make_cursor(work, bound, [shown[-1].line]), count)


def apply_until(found: RegistryImport, today: date) -> date | None:
    """The last day on which it can be applied, unless it was, or that day is past."""
    is_waiting = found.state in {ImportState.CHECKED, ImportState.APPLYING}
    return _unless_past(found.made_on + UNDO, today) if is_waiting else None


def undo_until(found: RegistryImport, today: date) -> date | None:
    """The last day on which what was applied can be undone, unless that is past."""
    is_applied = found.state == ImportState.APPLIED
    return _unless_past(found.applied_on + UNDO, today) if is_applied and found.applied_on else None


def _unless_past(last: date, today: date) -> date | None:
    return last if today <= last else None


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    columns = (ImportLine.change, wanted.change), (ImportLine.state, wanted.state)
    those = [column == value for column, value in columns if value is not None]
    if wanted.doubtful is None:
        return those
    has_errors = sa.func.coalesce(sa.cast(ImportLine.errors, sa.Text), "[]") != "[]"
    return [*those, ImportLine.change != Change.REFUSE, has_errors if wanted.doubtful else sa.not_(has_errors)]


def _views(work: Work, imports: Sequence[RegistryImport]) -> list[ImportView]:
    """With the lines of each in every state, all counted at once."""
    keys = ImportLine.import_id, ImportLine.state
    lines = sa.select(*keys, sa.func.count()).where(ImportLine.import_id.in_([found.id for found in imports]))
    counted: dict[str, dict[str, int]] = {found.id: {} for found in imports}
    for import_id, state, number in work.db.execute(lines.where(ImportLine.change != Change.REFUSE).group_by(*keys)):
        counted[import_id][state] = number
    return [_view(found, counted[found.id], work.today) for found in imports]


def _view(found: RegistryImport, lines: Mapping[str, int], today: date) -> ImportView:
    return ImportView(
        id=found.id,
        list_kind=found.list_kind,
        state=found.state,
        made_on=found.made_on,
        applied_on=found.applied_on,
        apply_until=apply_until(found, today),
        undo_until=undo_until(found, today),
        to_add=found.to_add,
        to_change=found.to_change,
        same=found.same,
        refused=found.refused,
        to_confirm=found.to_confirm,
        **{state.value: lines.get(state.value, 0) for state in LineState},
    )


def _line(row: ImportLine) -> LineView:
    errors = tuple(FieldError(field, Reason(code, params)) for field, code, params in row.errors or ())
    return LineView(row.line, row.change, row.state, row.earlier, row.later, errors)
