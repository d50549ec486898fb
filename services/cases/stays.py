"""A report goes from one case into another, and its life goes with it."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Case, Hold, Report, Stay
from services.cases.record import next_position
from services.work import Work

_THERE = aliased(Report)
_WAS_HELD: Final = sa.exists().where(
    _THERE.case_id == Case.id, Stay.report_id == _THERE.id, Hold.case_id == Stay.case_id
)
IS_HELD: Final = sa.or_(sa.exists().where(Hold.case_id == Case.id), _WAS_HELD)
"""Whether somebody holds a case, or one that a report in it has left: joining and appealing end no hold."""


def move_report(work: Work, report: Report, left: Case, *, into: str, joined_version: int) -> None:
    """Put a report of a locked case into the case `into`: it is part of that from the version after `joined_version`.

    What it saw of the case it leaves stays part of its life; nothing that is done there from now on does.
    """
    work.db.add(
        Stay(
            report_id=report.id,
            position=next_position(work.db, Stay, Stay.report_id == report.id),
            case_id=left.id,
            after_version=report.joined_version,
            until_version=left.version,
        )
    )
    report.case_id, report.joined_version = into, joined_version
