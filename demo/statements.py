"""What a reporter of the demo says on a day: a planned report with real days and the ids of real places."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.plan import DaysBack, PlannedReport
from models import Institution, School
from policy import Policy
from policy.deadlines import last_working_days
from policy.forms import QuestionType
from services.filing.intake import Statement
from services.filing.triage import Complaint
from services.places import Place

WEEKDAYS: Final = MappingProxyType({"saturday": 5, "sunday": 6})


def statement(db: Session, policy: Policy, day: date, planned: PlannedReport) -> Statement:
    """The report as a phone sends it on that day."""
    place = planned.place
    complaint = Complaint(
        category=planned.category,
        place=Place(
            place.division_code,
            _named(db, School, place.school),
            _named(db, Institution, place.institution),
            place.target_name,
        ),
        answers=_answers(policy, day, planned),
        occurred_on=None if planned.occurred is None else _day(policy, day, planned.occurred),
    )
    return Statement(complaint, planned.text, planned.reporter_role, planned.safety, planned.avoid_local_office)


def working_day_back(policy: Policy, day: date, back: int) -> date:
    """The day so many working days before `day`; for 0, the day itself."""
    return last_working_days(policy.calendar, day, back)[0] if back else day


def _named(db: Session, table: type[School | Institution], name: str | None) -> str | None:
    return None if name is None else db.scalars(sa.select(table.id).where(table.name == name)).one()


def _answers(policy: Policy, day: date, planned: PlannedReport) -> dict[str, Any]:
    """The answers with days instead of counts of days."""
    answers = dict(planned.answers)
    for question in policy.forms[planned.category].questions:
        given = answers.get(question.id)
        if given is not None and question.type is QuestionType.MINUTES_BY_DAY:
            days = last_working_days(policy.calendar, day, len(given))
            answers[question.id] = [
                {"date": on.isoformat(), "minutes": many} for on, many in zip(days, given, strict=True)
            ]
        elif given is not None and question.type is QuestionType.DATE:
            answers[question.id] = _day(policy, day, given).isoformat()
    return answers


def _day(policy: Policy, day: date, back: DaysBack) -> date:
    """So many working days ago; days ahead for a negative number; or the last day of that name."""
    if isinstance(back, str):
        return day - timedelta(days=(day.weekday() - WEEKDAYS[back] - 1) % 7 + 1)
    return working_day_back(policy, day, back) if back > 0 else day - timedelta(days=back)
