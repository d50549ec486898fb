"""What belongs to the history of a case, across splitting and joining, and which office had a case when.

Everything that looks back asks here: where a case has been, who took it on, when its clocks began and what moved them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Appeal, Case, CaseEvent, Joining, Report, Splitting, Stay, Transfer
from policy.vocabulary import Event


@dataclass(frozen=True)
class Stretch:
    """What happened to a case after a version, up to another."""

    case_id: str
    after: int
    until: int

    def covers(self, case_id: Any, version: Any) -> sa.ColumnElement[bool]:
        """Whether what made that version of that case is part of it, as a question to the database."""
        return sa.and_(case_id == self.case_id, version > self.after, version <= self.until)


Past = tuple[Stretch, ...]
"""Stretches of one case after another, the oldest first."""
Place = tuple[int, int]
"""Where in a past something happened: the number of the stretch, and the version that it made of its case."""


def past_of(db: Session, case: Case) -> Past:
    """What happened to a case itself.

    What was split off has the past of the case that it was in; what was joined and put back, that of where it was.
    """
    return past_until(db, case.id, _now(case))


def past_until(db: Session, case_id: str, version: int) -> Past:
    """What had happened to a case itself when that version of it was made."""
    split = db.scalar(sa.select(Splitting).where(Splitting.new_case_id == case_id))
    before = past_until(db, split.case_id, split.version) if split else ()
    return (*before, *_between(db, case_id, 0, version))


def pasts_of(db: Session, case: Case) -> list[Past]:
    """The past of a case itself, then those of the other cases that its reports come from, in the order of coming.

    Each once, however often reports were split off and put back.
    """
    came = sa.select(Stay, Report.joined_version).join(Report, Report.id == Stay.report_id)
    rows = db.execute(came.where(Report.case_id == case.id).order_by(Stay.report_id, Stay.position)).all()
    ways = {
        (joined_version, tuple((stay.case_id, stay.after_version, stay.until_version) for stay, _ in stays))
        for (_, joined_version), stays in _by_report(rows)
    }
    return [past_of(db, case), *(_past_along(db, stays, case, joined) for joined, stays in sorted(ways))]


def past_of_report(db: Session, case: Case, report: Report) -> Past:
    """What happened to a report: in the cases that it has left, and in the one that it is in."""
    stays = db.scalars(sa.select(Stay).where(Stay.report_id == report.id).order_by(Stay.position))
    left = (Stretch(stay.case_id, stay.after_version, stay.until_version) for stay in stays)
    return (*left, Stretch(case.id, report.joined_version, _now(case)))


def left_with(case: Case, events: Sequence[Event]) -> sa.ColumnElement[bool]:
    """Whether a report of a case saw one of these events in a case that it has left, since an appeal of its own."""
    before, stay = aliased(Stay), aliased(Stay)
    same = (Appeal.report_id == before.report_id, Appeal.from_case_id == before.case_id)
    appealed = (
        sa.exists()
        .where(*same, Appeal.from_version == before.until_version)
        .where(before.report_id == stay.report_id, before.position >= stay.position)
    )
    return (
        sa.exists()
        .where(Report.case_id == case.id, stay.report_id == Report.id, CaseEvent.case_id == stay.case_id, ~appealed)
        .where(CaseEvent.version > stay.after_version, CaseEvent.version <= stay.until_version)
        .where(CaseEvent.event.in_([event.value for event in events]))
    )


def taken_in(db: Session, stretch: Stretch) -> list[Joining]:
    """The joinings into the case of a stretch within it, those left out that were undone by its end."""
    within = stretch.covers(Joining.into_case_id, Joining.into_version)
    held = sa.or_(Joining.into_undone_version.is_(None), Joining.into_undone_version > stretch.until)
    return list(db.scalars(sa.select(Joining).where(within, held).order_by(Joining.into_version)))


def since(past: Past, case_id: str, version: int) -> Past:
    """What of a past came after a version of one of its cases."""
    at = next(number for number, one in enumerate(past) if one.case_id == case_id and one.after < version <= one.until)
    return (replace(past[at], after=version), *past[at + 1 :])


def office_then(version: Any) -> sa.ColumnElement[str]:
    """The office that had a `Case` of the question from a version on: the next passing on went out from there."""
    later = (Transfer.case_id == Case.id, Transfer.version > version)
    passed = sa.select(Transfer.from_office_id).where(*later).order_by(Transfer.version).limit(1)
    return sa.func.coalesce(passed.correlate_except(Transfer).scalar_subquery(), Case.office_id)


def office_at(db: Session, case_id: str, version: int) -> str:
    """The office that had a case from a version on, until it was passed on the next time."""
    return db.scalars(sa.select(office_then(version)).where(Case.id == case_id)).one()


def _now(case: Case) -> int:
    """With what is being done to a locked case: that becomes its next version."""
    return case.version + 1


def _by_report(rows: Sequence[Any]) -> Iterator[tuple[tuple[str, int], list[Any]]]:
    told = groupby(rows, lambda row: (row.Stay.report_id, row.joined_version))
    return ((key, list(stays)) for key, stays in told)


def _past_along(db: Session, stays: Sequence[tuple[str, int, int]], case: Case, joined_version: int) -> Past:
    """Of the first case all that had happened to it, then what the reports saw of each."""
    (first, _, until), *later = stays
    return (
        *past_until(db, first, until),
        *(Stretch(*one) for one in later),
        Stretch(case.id, joined_version, _now(case)),
    )


def _between(db: Session, case_id: str, after: int, until: int) -> Iterator[Stretch]:
    """A case between two versions of it; for as long as it was joined to another, that one."""
    away = (Joining.case_id == case_id, Joining.version > after, Joining.undone_version <= until)
    for joining in db.scalars(sa.select(Joining).where(*away).order_by(Joining.version)).all():
        yield Stretch(case_id, after, joining.version)
        yield from _between(db, joining.into_case_id, joining.into_version, joining.into_undone_version or 0)
        after = joining.version
    yield Stretch(case_id, after, until)
