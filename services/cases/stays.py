"""A report goes from one case into another, and its life goes with it."""

from __future__ import annotations

from models import Case, Report, Stay
from services.cases.record import next_position
from services.work import Work


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
