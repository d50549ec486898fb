"""Sums of the figures of a day: for each office alone, and with all offices below it; by matter, by source, and whole.

They follow from `figure` and from who is above whom, so that each can be made again, and each total is the sum of its
parts. Opinions are in none of them: those change afterwards, and are added where they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Figure, FigureSum, Installation, Office
from models.upserts import insert_into
from policy.figures import COUNTED, Cut
from policy.publishing import ALL
from services.installation import lock_installation

TABLE = FigureSum.__table__
KEY = [column.name for column in TABLE.primary_key]
MEASURES = [measure.value for measure in COUNTED]


def sum_days(db: Session, since: date, until: date) -> None:
    """Store the sums of these days; safe to repeat."""
    rows = sa.union_all(*_sums(since, until))
    _store(db, rows, lambda new, _: new)


def sum_missing(db: Session, installation: Installation) -> int:
    """The sums of days that were counted by a release that knew of none; 1 where there were such days."""
    until = installation.counted_on
    if until is None or (installation.summed_on is not None and installation.summed_on >= until):
        return 0
    first = sa.select(sa.func.min(Figure.counted_on)).where(Figure.matter != ALL)
    since = db.scalar(first.where(Figure.counted_on > installation.summed_on) if installation.summed_on else first)
    if since is not None and since <= until:
        sum_days(db, since, until)
    installation.summed_on = until
    db.flush()
    return 1


def forget_sums(db: Session) -> tuple[date, date] | None:
    """Without sums, until they are made again; the days that were counted."""
    installation = lock_installation(db)
    first = db.scalar(sa.select(sa.func.min(Figure.counted_on)))
    if installation is None or installation.counted_on is None or first is None:
        return None
    db.execute(sa.delete(FigureSum))
    return first, installation.counted_on


def move_sums(db: Session, office_id: str, *, left: Collection[str], come_above: Collection[str]) -> None:
    """An office gets another superior: its sums leave those that it was below, and go to those that it is below now.

    The installation is locked. What is above it before and afterwards is among neither, and stays as it is.
    """
    for sign, office_ids in ((-1, left), (1, come_above)):
        if office_ids:
            _add(db, office_id, sorted(office_ids), sign)
    is_nothing = sa.and_(*(TABLE.c[name] == 0 for name in MEASURES))
    db.execute(sa.delete(FigureSum).where(FigureSum.office_id.in_(sorted(left)), is_nothing))


def differing_sums(db: Session, since: date, until: date) -> list[tuple[Any, ...]]:
    """The keys of the sums of these days that are not what the figures come to, or not there; in the order of KEY."""
    made = sa.select(sa.union_all(*_sums(since, until)).subquery())
    kept = sa.select(*TABLE.c).where(FigureSum.counted_on.between(since, until))
    differ = (sa.select(sa.except_(*pair).subquery()) for pair in ((made, kept), (kept, made)))
    return sorted({tuple(row[: len(KEY)]) for each in differ for row in db.execute(each)})


def _add(db: Session, office_id: str, to: Iterable[str], sign: int) -> None:
    """The sums of an office with all below it, to what these others have, or off it."""
    keys = (FigureSum.below, FigureSum.cut, FigureSum.counted_on, FigureSum.code)
    rows = (
        sa.select(Office.id, *keys, *(TABLE.c[name] * sign for name in MEASURES))
        .join_from(FigureSum, Office, Office.id.in_(to))
        .where(FigureSum.office_id == office_id, FigureSum.below == sa.true())
    )
    _store(db, rows, lambda new, old: old + new)


def _store(db: Session, rows: Any, merged: Any) -> None:
    """Insert rows; where there is one already, what is merged of the new and the old number."""
    statement = insert_into(db, FigureSum).from_select([column.name for column in TABLE.c], rows)
    numbers = {name: merged(statement.excluded[name], TABLE.c[name]) for name in MEASURES}
    db.execute(statement.on_conflict_do_update(index_elements=KEY, set_=numbers))


def _sums(since: date, until: date) -> Iterator[sa.Select[*tuple[Any, ...]]]:
    """A line for each office, day and code, in the order of the table's columns."""
    seats, cells = _seats(), _cells(since, until)
    numbers = [sa.func.sum(cells.c[name]) for name in MEASURES]
    codes: Mapping[Cut, Any] = {Cut.WHOLE: sa.literal(ALL), Cut.MATTER: cells.c.matter, Cut.SOURCE: cells.c.source}
    for cut, code in codes.items():
        keys = [seats.c.office_id, seats.c.below, sa.literal(cut.value), cells.c.counted_on, code]
        told = [seats.c.office_id, seats.c.below, cells.c.counted_on, *([] if cut is Cut.WHOLE else [code])]
        rows = sa.select(*keys, *numbers).join_from(cells, seats, seats.c.seat_id == cells.c.office_id)
        yield rows.group_by(*told)


def _cells(since: date, until: date) -> sa.CTE:
    """The figures of these days, one line for each office, day, matter and source: made once, and added up thrice."""
    keys = (Figure.office_id, Figure.counted_on, Figure.matter, Figure.source)
    of_each = {name: sa.func.sum(sa.case((Figure.measure == name, Figure.count), else_=0)) for name in MEASURES}
    numbers = (sa.cast(number, sa.Integer).label(name) for name, number in of_each.items())
    rows = sa.select(*keys, *numbers).where(Figure.counted_on.between(since, until), Figure.matter != ALL)
    return rows.group_by(*keys).cte("cell")


def _seats() -> sa.CTE:
    """Whose figures are added up for an office: its own, and, with those below, each of theirs."""
    child = aliased(Office)
    tree = sa.select(Office.id.label("office_id"), Office.id.label("seat_id")).cte("tree", recursive=True)
    tree = tree.union(sa.select(tree.c.office_id, child.id).join(tree, child.superior_id == tree.c.seat_id))
    below = sa.select(tree.c.office_id, sa.true().label("below"), tree.c.seat_id)
    return below.union_all(sa.select(Office.id, sa.false(), Office.id)).cte("seat")
