"""More than one part of a list holds: cases of one office, each with a reminder, a task and a day to look again."""

import random
from datetime import timedelta

import sqlalchemy as sa

from models import Case, Reminder, ReminderTo, Task, new_id
from policy.tasks import TaskStatus
from policy.vocabulary import Status
from tests.services.test_queue_is_complete import TODAY, case

SEALED = dict.fromkeys(("sealed_key", "sealed_request"), b"")


def plenty(engine, office_id, number):
    """So many open cases of the office; the ids of its reminders."""
    chance = random.Random(number)  # noqa: S311 - rows, no secrets
    cases = [case(chance, {"411102": office_id}, [None]) for _ in range(number)]
    for row in cases:
        row |= {"status": Status.INVESTIGATING.value, "alerted_office_id": None, "recheck_on": TODAY}
    ids = [new_id() for _ in cases]
    about = [
        {"id": one, "case_id": row["id"], "kind": "late", "since_version": 0, "reminded_on": TODAY}
        for one, row in zip(ids, cases, strict=True)
    ]
    to = [{"reminder_id": one, "office_id": office_id, "reminded_on": TODAY} for one in ids]
    with engine.begin() as connection:
        connection.execute(sa.insert(Case.__table__), cases)
        connection.execute(sa.insert(Reminder.__table__), about)
        connection.execute(sa.insert(ReminderTo.__table__), to)
        connection.execute(
            sa.insert(Task.__table__), [task(row["id"], office_id, late) for late, row in enumerate(cases, 1)]
        )
    return ids


def task(case_id, office_id, late):
    dates = dict.fromkeys(("status_since", "asked_on", "due_on"), TODAY - timedelta(days=late))
    kind = {"kind": "visit", "status": TaskStatus.OPEN.value}
    return {"id": new_id(), "case_id": case_id, "office_id": office_id, **kind, **dates, **SEALED}
