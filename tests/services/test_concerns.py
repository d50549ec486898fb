"""What a supervisor looks at twice: each list has the unanswered cases that give cause for it, and no other."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Appeal, Case, CaseEvent, Report, Transfer, Urging, new_id
from models.cases import FLAGS
from policy.lifecycle import UNANSWERED
from policy.transfers import EscalationReason, TransferReason
from policy.vocabulary import Concern, Role
from services.desk.queue_order import Filters
from services.keyring import Actor
from tests.services.test_queue_is_complete import CASES, chance, offices, report, rows, staff, walked

__all__ = ["chance", "offices", "rows", "staff"]

LONG = timedelta(days=30)
EVERY = len(Concern) + 2
"""Of so many cases one gives cause for each concern; the number has nothing in common with that of the recused."""


def handing(row, version, path, reason):
    there, here = path
    ends = {"from_office_id": there, "to_office_id": here, "reason_code": reason.value, "settles": False}
    return {"case_id": row["id"], "version": version, **ends}


def act(row, now, staff_id):
    """The office did something about it today."""
    what = {"version": 9, "happened_on": now.date(), "event": "assign", "status": row["status"], "staff_id": staff_id}
    return {"id": new_id(), "case_id": row["id"], **what}


def line(row, version, event):
    what = {"event": event, "status": row["status"], "happened_on": row["submitted_on"]}
    return {"id": new_id(), "case_id": row["id"], "version": version, **what}


@pytest.fixture
def causes(engine, rows, offices, staff, now):
    """By concern, the cases with a cause; the rest were passed on once, as any case may be."""
    city, county = offices["411100"], offices["411102"]
    given = {concern: rows[place::EVERY] for place, concern in enumerate(Concern)}
    there_and_back = [(county, city), (city, county)]
    handings = [
        handing(row, version, path, TransferReason.WRONG_PLACE)
        for row in given[Concern.BOUNCED]
        for version, path in enumerate(there_and_back, start=2)
    ]
    handings += [handing(row, 2, (county, city), EscalationReason.NOT_ACCEPTED) for row in given[Concern.RAISED]]
    handings += [handing(row, 2, (county, city), TransferReason.WRONG_MATTER) for row in rows[len(Concern) :: EVERY]]
    appealed = [(row, report(row["id"])) for row in given[Concern.APPEALED]]
    appeals = [
        {"report_id": r["id"], "case_id": c["id"], "from_case_id": c["id"], "from_version": 1} for c, r in appealed
    ]
    quiet = {row["id"] for row in given[Concern.SILENT]}
    acts = [act(row, now, staff[0]) for row in rows if row["id"] not in quiet]
    asked = {"version": 2, "office_id": city, "reason_code": "silent", "answer_by": now.date()}
    urgings = [{"case_id": row["id"], **asked} for row in given[Concern.URGED]]
    long_ago = {"submitted_on": now.date() - LONG, "status_since": now.date() - LONG}
    waiting = [line(row, *what) for row in given[Concern.PROPOSED] for what in ((2, "propose"), (3, "assign"))]
    overtaken = [line(row, *what) for row in given[Concern.AVOIDED] for what in ((2, "propose"), (3, "accept"))]
    with engine.begin() as connection:
        connection.execute(sa.insert(CaseEvent.__table__), acts)
        connection.execute(sa.insert(Urging.__table__), urgings)
        connection.execute(sa.update(Case.__table__).where(Case.id.in_(quiet)).values(long_ago))
        connection.execute(sa.insert(Report.__table__), [one for _, one in appealed])
        connection.execute(sa.insert(Appeal.__table__), appeals)
        connection.execute(sa.insert(Transfer.__table__), handings)
        connection.execute(sa.insert(CaseEvent.__table__), waiting + overtaken)
        for concern, column in FLAGS.items():
            ids = [row["id"] for row in given[Concern(concern)]]
            connection.execute(sa.update(Case.__table__).where(Case.id.in_(ids)).values({column: True}))
    return given


@pytest.mark.parametrize("concern", Concern)
def test_a_list_has_the_open_cases_that_give_cause_and_no_other(
    world, engine, now, causes, rows, offices, staff, concern
):
    actor = Actor(staff[0], "somebody", Role.SUPERVISOR, offices["000000"], b"")
    recused = {row["id"] for row in rows[::9]}
    is_open = [row for row in causes[concern] if row["status"] in UNANSWERED and row["id"] not in recused]
    expected = [row["id"] for row in sorted(is_open, key=lambda row: (row["next_due_on"], row["severity"], row["id"]))]
    assert len(expected) > CASES / len(Concern) / 10
    assert walked(world, engine, now, actor, Filters(concern=concern.value)) == expected
    assert walked(world, engine, now, actor, Filters(concern=concern.value, open=True)) == expected
    assert walked(world, engine, now, actor, Filters(concern=concern.value, open=False)) == []


def test_a_concern_narrows_every_other_filter(world, engine, now, causes, offices, staff):
    actor = Actor(staff[0], "somebody", Role.SUPERVISOR, offices["000000"], b"")
    for more in ({"severity": 0}, {"overdue": True}, {"status": "accepted"}, {"matter": "homework"}):
        both = walked(world, engine, now, actor, Filters(concern="bounced", **more))
        assert set(both) == set(walked(world, engine, now, actor, Filters(**more, open=True))) & {
            row["id"] for row in causes[Concern.BOUNCED]
        }
