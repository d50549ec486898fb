"""What the public was told of a week stays as it was told, whatever backup is restored (promise D4).

A week is told once, from reports of which some are taken back later: told anew, the difference would tell of them. So
each week that was told lies beside the ledger of deletions, too, for as long as there may be a backup without it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from models import Figure, Installation, PublicFigure
from policy.figures import Measure
from policy.publishing import ALL, week_of, weeks_between
from services.ledger import BACKUP_DAYS
from services.refusals import BackupRefused
from services.work import Work

TOLD: Final = "told"
"""The folder beside the ledger; each week is a file in it."""
VERSION: Final = 1
CELL: Final = ("division_code", "matter", "measure", "rounded")


@dataclass(frozen=True)
class ToldWeek:
    """A week as it was told: division, matter, measure and the rounded number."""

    installation_id: str
    week: str
    cells: Sequence[tuple[str, str, str, int]]


def is_told(work: Work, week: str) -> bool:
    """Whether something was told of a week; of one that came back with a restore, that there is nothing, too."""
    return work.db.scalar(sa.select(PublicFigure.week).where(PublicFigure.week == week).limit(1)) is not None


def weeks_to_keep(work: Work) -> Iterator[str]:
    """Weeks that were told, and that some backup which can still be restored does not have."""
    counted_on = work.db.scalar(sa.select(Installation.counted_on))
    first = work.db.scalar(sa.select(sa.func.min(Figure.counted_on)))
    if counted_on is not None and first is not None:
        yield from weeks_between(max(first, work.today - timedelta(days=BACKUP_DAYS)), counted_on)


def oldest_kept(work: Work) -> str:
    """The oldest week that is kept, by the calendar alone: a database that is empty or young says nothing of others."""
    return week_of(work.today - timedelta(days=BACKUP_DAYS))


def file_of(week: str) -> str:
    """What its file is called."""
    return f"{week}.json"


def written_week(work: Work, week: str) -> bytes:
    """A week as a file: JSON of one line, with a digest that tells when it was cut off."""
    rows = sa.select(*(getattr(PublicFigure, name) for name in CELL)).where(PublicFigure.week == week)
    told = {
        "version": VERSION,
        "installation_id": work.db.scalar(sa.select(Installation.id)),
        "week": week,
        "told": sorted([*row] for row in work.db.execute(rows)),
    }
    return json.dumps({**told, "digest": _digest(told)}).encode() + b"\n"


def read_week(written: bytes) -> ToldWeek:
    """What `written_week` wrote; BackupRefused for anything else."""
    try:
        told = json.loads(written)
        digest = told.pop("digest")
        cells = [(str(code), str(matter), str(measure), int(number)) for code, matter, measure, number in told["told"]]
        read = ToldWeek(str(told["installation_id"]), str(told["week"]), cells)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BackupRefused("ledger_damaged") from None
    is_right = all(number >= 0 for *_, number in cells)
    if told.get("version") != VERSION or digest != _digest(told) or not is_right:
        raise BackupRefused("ledger_damaged")
    return read


def tell_again(work: Work, weeks: Iterable[ToldWeek]) -> int:
    """Store weeks that were told after the backup as they were told; how many. BackupRefused for another's."""
    installation_id, counted_on = work.db.execute(sa.select(Installation.id, Installation.counted_on)).one()
    again = [week for week in weeks if _is_later(week.week, counted_on)]
    if len({week.week for week in again}) < len(again):
        raise BackupRefused("ledger_damaged")
    for week in again:
        if week.installation_id != installation_id:
            raise BackupRefused("ledger_of_another")
        nothing = (work.policy.divisions.root.code, ALL, Measure.RECEIVED.value, 0)
        for cell in week.cells or [nothing]:  # so that a week of which there was nothing to tell is known as well
            work.db.add(PublicFigure(week=week.week, **dict(zip(CELL, cell, strict=True))))
    work.db.flush()
    return len(again)


def _is_later(week: str, counted_on: date | None) -> bool:
    """Whether a week ended after what was counted; as text, for a week's name has its digits in order."""
    return counted_on is None or week > week_of(counted_on - timedelta(days=counted_on.isoweekday() % 7))


def _digest(told: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
