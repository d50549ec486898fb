"""What an office was reminded of, and steps of a case that runs into its last day."""

import sqlalchemy as sa

from models import Reminder, ReminderTo
from models.engine import reading
from policy.reminders import warned_on
from tests.services.lives import OFFICER
from tests.support.phone import homework

TUTORING = {
    "category": "tutoring",
    "answers": {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], "lesson_date": "2026-11-14"},
}


def file_tutoring(town, **changes):
    """A report on what an office may take more time for."""
    filed = town.phone.file(homework() | TUTORING | changes)
    assert filed.status_code == 201, filed.json
    return filed.json


def given(town, filed):
    """What was reminded of, in the order of days, with the offices."""
    rows = (
        sa.select(Reminder.kind, Reminder.since_version, ReminderTo.office_id)
        .join(ReminderTo, ReminderTo.reminder_id == Reminder.id)
        .where(Reminder.case_id == town.case(filed).id)
        .order_by(Reminder.reminded_on, Reminder.kind)
    )
    with reading(town.house.engine) as db:
        return [tuple(row) for row in db.execute(rows)]


def days_of(town, filed):
    case, policy = town.case(filed), town.house.app.extensions["jianfu"].world.policy
    return {
        kind: warned_on(row, policy.calendar, case.submitted_on, case.finish_on)
        for kind, row in policy.warnings.items()
    }


def work_on(town, filed, username=OFFICER):
    """Take it on, so that it does not go up by itself."""
    officer, case_id = town.console(username), town.case(filed).id
    for version, event in enumerate(("accept", "investigate"), town.case(filed).version):
        assert officer.move(case_id, version, event).status_code == 200
    return officer


def reminders(town, username, **query):
    answer = town.console(username).get("/reminders", **query)
    assert answer.status_code == 200
    return answer.json
