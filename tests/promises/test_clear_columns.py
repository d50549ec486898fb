"""A1: what a thief learns of one reporter is no more than the table of the threat model says."""

import uuid

import pytest
import sqlalchemy as sa

from models import Case, CaseEvent, Report
from models.columns import CLEAR
from models.engine import reading
from security.receipts import Receipt
from tests.support.phone import homework

DRAWN_BY_CHANCE = {"id", "case_id", "reference", "receipt_lookup", "body_mac"}
DATES = ("2026-11-11", "2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17")


def minutes(number):
    return [{"date": date, "minutes": number} for date in DATES]


BY_A_PARENT = homework(
    answers={"grade": 2, "written_minutes": minutes(30)}, text="一年级。", reporter_role="parent", occurred_on=DATES[0]
)
"""Against a rule for grades 1 and 2."""
BY_A_PUPIL = homework(
    answers={
        "grade": 8,
        "written_minutes": minutes(150),
        "homework_kind": ["punitive"],
        "homework_channel": "dingtalk",
        "needs_phone": True,
        "subjects": ["chemistry"],
    },
    place={"target_name": "某中学"},
    text="老师说作业没写完就不能回家，我每天都写到半夜，周末也是这样。" * 20,
    reporter_role="pupil",
)
"""Against one for grades 7 to 9, and others."""


def clear_columns(house, body):
    """What the filing of a report leaves in the clear, by table and column, but for what is drawn by chance."""
    key = uuid.uuid4()
    answer = house.phone.file(body, key=key)
    assert answer.status_code == 201, answer.json
    with reading(house.engine) as db:
        of_receipt = Report.receipt_lookup == Receipt.from_idempotency_key(key).lookup
        report = db.execute(sa.select(Report.__table__).where(of_receipt)).mappings().one()
        case = db.execute(sa.select(Case.__table__).where(Case.id == report["case_id"])).mappings().one()
        events = sa.select(CaseEvent.__table__).where(CaseEvent.case_id == case["id"])
        rows = {"report": report, "case": case, "case_event": db.execute(events).mappings().one()}
    return {
        (table, column): row[column]
        for table, row in rows.items()
        for column in CLEAR[table]
        if column not in DRAWN_BY_CHANCE
    }


@pytest.mark.promise("A1")
def test_two_reports_that_differ_in_what_they_say_differ_in_no_clear_column(house):
    assert clear_columns(house, BY_A_PARENT) == clear_columns(house, BY_A_PUPIL)


@pytest.mark.promise("A1")
def test_a_report_that_suggests_nothing_differs_in_its_severity_alone(house):
    harmless = homework(answers={"grade": 8, "written_minutes": minutes(20)})
    quiet, loud = clear_columns(house, harmless), clear_columns(house, BY_A_PUPIL)
    assert {where for where, value in quiet.items() if value != loud[where]} == {("case", "severity")}
