"""Apply the lines of an import to the registry, or undo them, a part at a time; what changed meanwhile stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from models import CalendarPeriod, Case, ImportLine, Office, School
from policy.registry import Change, LineState, ListKind
from policy.vocabulary import FieldError, Reason
from services.registry.edition import alone
from services.registry.rows import KEPT, Kept, Packed, packed, unpacked
from services.registry.together import Step, contradicting, with_their_like
from services.work import Work

PART: Final = 1000
"""Lines that one transaction deals with, and those that stand or fall with one of them."""
NOT_THERE: Final = {"office_id": "import.no_such_office", "school_id": "import.no_such_school"}


@dataclass(frozen=True)
class Present:
    """The rows that a part of the lines is about, locked, and who has a code or a place that one of them is to get."""

    rows: Mapping[str, Any]
    by_code: Mapping[str, str]
    by_place: Mapping[tuple[Any, ...], str]
    named: Mapping[str, Collection[str]]
    """By column: which of the rows that they are to name are there, and open."""


def apply_lines(work: Work, kind: ListKind, import_id: str) -> int:
    """Apply the next waiting lines; how many there were."""
    kept = KEPT[kind]
    alone(work)
    lines = _next(work, kind, import_id, LineState.WAITING, ImportLine.line.asc())
    present = _present(work, kept, lines, [line.later for line in lines if line.later])
    passed_over = _with_contradicting(
        work,
        kind,
        {line.line: _why_not_applied(work, kept, present, line) for line in lines},
        [Step(line.line, line.row_id, line.earlier, line.later) for line in lines],
    )
    for line in lines:
        why = passed_over.get(line.line)
        if why is None:
            _put(work, kept, present, line.row_id, line.later)
        _end(line, LineState.APPLIED if why is None else LineState.PASSED_OVER, why)
    work.db.flush()
    return len(lines)


def undo_lines(work: Work, kind: ListKind, import_id: str) -> int:
    """Undo the last lines that were applied; how many there were."""
    kept = KEPT[kind]
    alone(work)
    lines = _next(work, kind, import_id, LineState.APPLIED, ImportLine.line.desc())
    present = _present(work, kept, lines, [line.earlier for line in lines if line.earlier])
    in_use = _in_use(work, kind, [line.row_id for line in lines if line.change == Change.ADD and line.row_id])
    stays = _with_contradicting(
        work,
        kind,
        {line.line: _why_not_undone(work, kept, present, line, in_use) for line in lines},
        [Step(line.line, line.row_id, line.later, line.earlier) for line in lines],
    )
    for line in lines:
        why = stays.get(line.line)
        if why is None and line.change == Change.ADD:
            work.db.delete(present.rows[line.row_id or ""])
        elif why is None:
            _put(work, kept, present, line.row_id, line.earlier)
        _end(line, LineState.UNDONE if why is None else LineState.KEPT, why)
    work.db.flush()
    return len(lines)


def _with_contradicting(
    work: Work, kind: ListKind, each: Mapping[int, str | None], steps: Sequence[Step]
) -> dict[int, FieldError]:
    """Why lines are not dealt with: each by itself, and then those that contradict what would be there."""
    by_itself = {line: FieldError("", Reason(code)) for line, code in each.items() if code is not None}
    return by_itself | contradicting(work, kind, [step for step in steps if step.line not in by_itself])


def _next(
    work: Work, kind: ListKind, import_id: str, state: LineState, order: sa.UnaryExpression[int]
) -> Sequence[ImportLine]:
    lines = sa.select(ImportLine).where(ImportLine.import_id == import_id, ImportLine.state == state)
    found = work.db.scalars(lines.where(ImportLine.change != Change.REFUSE).order_by(order).limit(PART)).all()
    return with_their_like(work, kind, import_id, state, found) if len(found) == PART else found


def _present(work: Work, kept: Kept, lines: Sequence[ImportLine], to_be: Sequence[Packed]) -> Present:
    model, table = kept.model, kept.table
    ids = [line.row_id for line in lines]
    locked = work.db.scalars(sa.select(model).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update())
    rows: dict[str, Any] = {row.id: row for row in locked}  # type: ignore[attr-defined]  # each of these tables has one
    divisions = work.policy.divisions
    codes = {row["division_code"] for row in to_be}
    ever = [one for code in codes for one in (code, *divisions.formerly(code))]
    last = table.c[kept.place[-1]]
    named = {values[last.key] for values in (unpacked(kept, row) for row in to_be)}
    there = work.db.execute(sa.select(table).where(table.c.division_code.in_(ever), last.in_(named)))
    by_place = {kept.place_of(divisions, packed(kept, row)): row.id for row in there}
    return Present(rows, _by_code(work, kept, to_be), by_place, _named(work, to_be))


def _named(work: Work, to_be: Sequence[Packed]) -> Mapping[str, Collection[str]]:
    """Locked, so that none of them goes before what names it is there."""
    there = {"office_id": sa.select(Office.id).where(Office.closed_on.is_(None)), "school_id": sa.select(School.id)}
    wanted = {name: {row[name] for row in to_be if row.get(name)} for name in there}
    return {name: set(work.db.scalars(_among(there[name], ids))) if ids else () for name, ids in wanted.items()}


def _among(there: sa.Select[str], ids: Collection[str]) -> sa.Select[str]:
    row_id = there.selected_columns[0]
    return there.where(row_id.in_(sorted(ids))).order_by(row_id).with_for_update(key_share=True)


def _by_code(work: Work, kept: Kept, to_be: Iterable[Packed]) -> dict[str, str]:
    if kept.code is None:
        return {}
    column = kept.table.c[kept.code]
    wanted = [row[kept.code] for row in to_be if row[kept.code]]
    rows = work.db.execute(sa.select(column, kept.table.c.id).where(column.in_(wanted)))
    return dict(rows.all())


def _why_not_applied(work: Work, kept: Kept, present: Present, line: ImportLine) -> str | None:
    row = present.rows.get(line.row_id or "")
    now = None if row is None else packed(kept, row)
    if now != line.earlier:
        return "import.changed_since"
    return _taken(work, kept, present, line.row_id, line.later)


def _why_not_undone(work: Work, kept: Kept, present: Present, line: ImportLine, in_use: Collection[str]) -> str | None:
    row = present.rows.get(line.row_id or "")
    if row is None or packed(kept, row) != line.later:
        return "import.changed_since"
    if line.change == Change.ADD:
        return "import.in_use" if line.row_id in in_use else None
    return _taken(work, kept, present, line.row_id, line.earlier)


def _taken(work: Work, kept: Kept, present: Present, row_id: str | None, values: Packed | None) -> str | None:
    """Whether what this one would name is gone, or another row has the code or stands in the place it would get."""
    if values is None:
        return None
    now = present.rows.get(row_id or "")
    for name, there in present.named.items():
        given = values.get(name)
        if given is not None and given not in there and given != getattr(now, name, None):
            return NOT_THERE[name]
    of_code = present.by_code.get(values[kept.code] or "") if kept.code else None
    of_place = present.by_place.get(kept.place_of(work.policy.divisions, values))
    others = {of_code, of_place} - {None, row_id}
    return "import.there_since" if others else None


def _put(work: Work, kept: Kept, present: Present, row_id: str | None, values: Packed | None) -> None:
    given = unpacked(kept, values or {})
    row = present.rows.get(row_id or "")
    if row is None:
        work.db.add(kept.model(id=row_id, **given))
        return
    for name, value in given.items():
        setattr(row, name, value)


def _end(line: ImportLine, state: LineState, why: FieldError | None) -> None:
    line.state = state
    if why is not None:
        line.errors = [[why.field, why.reason.code, dict(why.reason.params)]]


def _in_use(work: Work, kind: ListKind, row_ids: Sequence[str]) -> set[str]:
    """Those of the rows that something points at: they stay."""
    pointing: Mapping[ListKind, tuple[Any, ...]] = {
        ListKind.SCHOOLS: (Case.school_id, CalendarPeriod.school_id),
        ListKind.INSTITUTIONS: (Case.institution_id,),
    }
    return {
        row_id
        for column in pointing.get(kind, ())
        for row_id in work.db.scalars(sa.select(column).where(column.in_(row_ids)).distinct())
    }
