"""At each full hour, and one by one in random order, offices get to see what reporters have caused in the last (A8).

A report waits as a case of its own, which nobody at an office sees; whether it joins another is decided when it is
shown. An answer waits as a message that the case does not know of; a file and a rating change nothing of it anyway.
Each is its own transaction: cases are locked in the order of their ids, two at most.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from models import (
    Case,
    CaseEvent,
    CaseKeyWrap,
    Hold,
    Installation,
    Message,
    Report,
    UnreleasedCase,
    UnreleasedEvidence,
    UnreleasedMessage,
    UnreleasedRating,
)
from policy.lifecycle import Given
from policy.vocabulary import Event, Role, Status
from services.cases.questions import waits
from services.cases.record import checked_move, key_to_join_by, lock_case
from services.installation import lock_installation
from services.reporters.follow import go_on
from services.work import Work

FIRST_VERSION = 1


def release(work: Work) -> int:
    """Show one case, one report's messages, a file or a rating that waited, once an hour has begun; how many (0 or 1).

    Safe to repeat and to run beside another. Where nothing waits any longer than it takes, the hour does not matter.
    """
    installation = lock_installation(work.db)
    hour = work.now.replace(minute=0, second=0, microsecond=0)
    if installation is None or not _has_struck(work, installation, hour):
        return 0
    case_id = work.db.scalar(sa.select(UnreleasedCase.case_id).order_by(sa.func.random()).limit(1))
    if case_id is not None:
        _show_case(work, case_id)
        return 1
    of_reports = sa.select(Message.report_id).join(UnreleasedMessage, UnreleasedMessage.message_id == Message.id)
    report_id = work.db.scalar(of_reports.order_by(sa.func.random()).limit(1))
    if report_id is not None:
        _show_messages(work, report_id)
        return 1
    if _show_one(work, UnreleasedEvidence.evidence_id) or _show_one(work, UnreleasedRating.report_id):
        return 1
    if work.world.released_hourly:
        installation.released_hour = hour
    return 0


def _show_one(work: Work, waiting: sa.orm.InstrumentedAttribute[str]) -> bool:
    """Show something that changes nothing of its case; whether there was any."""
    row = work.db.scalar(sa.select(waiting.class_).order_by(sa.func.random()).limit(1))
    if row is not None:
        work.db.delete(row)
        work.db.flush()
    return row is not None


def _has_struck(work: Work, installation: Installation, hour: datetime) -> bool:
    """Whether this hour's turn is still to come; the first time, the hour that has begun is over already."""
    if not work.world.released_hourly:
        return True
    if installation.released_hour is None:
        installation.released_hour = hour
    return installation.released_hour != hour


def _show_case(work: Work, case_id: str) -> None:
    """Show the case, or put its report into the case that it belongs to."""
    key = key_to_join_by(work.db.get_one(Case, case_id))
    home_id = work.db.scalar(sa.select(Case.id).where(Case.join_key == key)) if key is not None else None
    locked = {each: lock_case(work.db, each) for each in sorted(filter(None, (case_id, home_id)))}
    case, home = locked[case_id], locked.get(home_id or "")
    work.db.execute(sa.delete(UnreleasedCase).where(UnreleasedCase.case_id == case_id))
    if case.version != FIRST_VERSION:  # taken back meanwhile, or gone up with a closed office
        return
    if home is not None and home.join_key == key:
        _move_into(work, case, home)
    else:
        case.join_key = key
    work.db.flush()


def _move_into(work: Work, case: Case, home: Case) -> None:
    """As if it had been filed now (`models.joining`); of a case that nobody has seen nothing is left but its hold."""
    home.severity = min(home.severity, case.severity)
    home.next_due_on = min(home.next_due_on, case.finish_on, case.first_answer_on)
    waited_since = case if home.first_answered else home
    home.first_answer_on = min(waited_since.first_answer_on, case.first_answer_on)
    home.first_answered = False
    placed = {"case_id": home.id, "joined_version": home.version}
    work.db.execute(sa.update(Report).where(Report.case_id == case.id).values(placed))
    hold = work.db.get(Hold, case.id)
    if hold is not None and work.db.get(Hold, home.id) is None:
        work.db.add(Hold(case_id=home.id, reason_code=hold.reason_code, held_on=hold.held_on))
    for table in (CaseEvent, CaseKeyWrap, Hold):
        work.db.execute(sa.delete(table).where(table.__table__.c.case_id == case.id))
    work.db.delete(case)


def _show_messages(work: Work, report_id: str) -> None:
    """Show what the reporter has said; the case goes on if it was waited for."""
    case = lock_case(work.db, work.db.get_one(Report, report_id).case_id)
    report = work.db.get(Report, report_id, populate_existing=True)
    if report is None or report.case_id != case.id:  # withdrawn, or moved: the next run looks again
        return
    is_waited_for = case.status == Status.AWAITING_REPORTER and work.db.scalar(
        sa.select(waits(case)).where(Report.id == report.id)
    )
    said = sa.select(Message.id).where(Message.report_id == report.id)
    work.db.execute(sa.delete(UnreleasedMessage).where(UnreleasedMessage.message_id.in_(said)))
    if is_waited_for:
        go_on(work, case, report, checked_move(case, Event.ANSWER, Role.REPORTER, Given(), field="text"))
    work.db.flush()
