"""Whatever is asked for together, a queue has exactly the cases that fit, each once, in order: tried against a list."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Case, Office, Recusal, Report, Staff, new_id
from models.engine import reading
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Role, Status
from services.desk.queue import list_cases
from services.desk.queue_order import Filters
from services.keyring import Actor
from services.work import Work

TODAY = date(2026, 11, 18)
CASES, QUESTIONS, BOTH = 160, 25, (True, False)
MATTERS = ("homework", "training_sport")
DAYS = ("status_since", "submitted_on", "accept_on", "first_answer_on", "finish_on")
PLACES = ("411102", "411103", "411100", "410000", "000000")
PARTS = [(5, 20), (8, 2), (40, 20)]
"""Lines of a page, and of how many of them an office tells one: three offices are asked for their fourth case, say."""
WHO = [(Role.OFFICER, "411100"), (Role.OFFICER, "411102"), (Role.SUPERVISOR, "410000"), (Role.SUPERVISOR, "411100")]


@pytest.fixture
def chance():
    return random.Random(18)  # noqa: S311 - rows, no secrets


@pytest.fixture
def offices(installed):
    return {place: installed.offices[place, "education"].id for place in PLACES}


@pytest.fixture
def staff(engine, installed):
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(Staff.id).order_by(Staff.username).limit(2)))


@pytest.fixture
def rows(engine, chance, offices, staff):
    """Cases of all kinds; every ninth recuses the first member of staff."""
    made = [case(chance, offices, staff) for _ in range(CASES)]
    reports = [report(row["id"]) for row in made[::9]]
    with engine.begin() as connection:
        connection.execute(sa.insert(Case.__table__), made)
        connection.execute(sa.insert(Report.__table__), reports)
        connection.execute(
            sa.insert(Recusal.__table__), [{"case_id": row["id"], "staff_id": staff[0]} for row in made[::9]]
        )
    return made


def case(chance, offices, staff):
    due, severity = TODAY + timedelta(days=chance.randint(-3, 3)), chance.randint(0, 2)
    never = dict.fromkeys(("school_id", "institution_id", "told_on", "asked_on"))
    flags = dict.fromkeys(("safety", "due_is_provisional", "first_answered", "pause_used", "avoid_local_office"), False)
    return {
        "id": new_id(),
        "version": 1,
        "division_code": "411102",
        "category": chance.choice(("homework", "tutoring")),
        "office_id": chance.choice(list(offices.values())),
        "matter": chance.choice(MATTERS),
        "severity": severity,
        "alerted_office_id": chance.choice([None, *offices.values()]),
        "assignee_id": chance.choice([None, *staff]),
        "status": chance.choice(list(Status)).value,
        "next_due_on": due,
        **dict.fromkeys(DAYS, due) | never | flags,
    }


def report(case_id):
    report_id = new_id()
    return {
        "id": report_id,
        "case_id": case_id,
        "reference": report_id,
        "receipt_lookup": report_id.encode(),
        **dict.fromkeys(("body_mac", "sealed_key", "sealed_content"), b""),
        "category": "homework",
        "filed_on": TODAY,
        "due_on": TODAY,
        "due_is_provisional": False,
        "routing_reason": {},
        "finding_codes": [],
    }


def fits(row, filters):
    late = row["status"] in UNANSWERED and row["next_due_on"] < TODAY
    named = {"assignee_id": filters.assignee} | {
        name: getattr(filters, name) for name in ("office_id", "status", "category", "matter", "severity")
    }
    same = all(value is None or row[name] == value for name, value in named.items())
    return same and filters.overdue in (None, late)


def below(engine, office_id):
    """An office and all below it, found one by one."""
    with engine.connect() as connection:
        above = dict(connection.execute(sa.select(Office.id, Office.superior_id)).all())
    found = {office_id}
    while more := {each for each, superior in above.items() if superior in found} - found:
        found |= more
    return found


def asked(chance, seen_offices, staff):
    def maybe(*values):
        return chance.choice((None, None, *values))

    return Filters(
        office_id=maybe(*sorted(seen_offices)),
        status=maybe(*(status.value for status in Status)),
        category=maybe("homework", "tutoring"),
        matter=maybe(*MATTERS),
        severity=maybe(0, 1, 2),
        overdue=maybe(*BOTH),
        assignee=maybe(*staff),
    )


@pytest.mark.parametrize(("limit", "share"), PARTS)
@pytest.mark.parametrize(("role", "place"), WHO, ids=str)
def test_a_queue_has_what_fits_and_nothing_else(
    world, engine, now, rows, offices, staff, chance, monkeypatch, role, place, limit, share
):
    actor = Actor(staff[0], "somebody", role, offices[place], b"")
    seats = below(engine, offices[place]) if role is Role.SUPERVISOR else {offices[place]}
    recused = {row["id"] for row in rows[::9]}
    mine = [
        row
        for row in rows
        if row["id"] not in recused and (row["office_id"] in seats or row["alerted_office_id"] == offices[place])
    ]
    shown = 0
    monkeypatch.setattr("services.desk.queue_order.SHARE", share)
    for filters in [Filters(), *(asked(chance, seats, staff) for _ in range(QUESTIONS))]:
        expected = sorted(
            (row["next_due_on"], row["severity"], row["id"])
            for row in mine
            if fits(row, filters) and (role is Role.OFFICER or filters.office_id is None or row["office_id"] in seats)
        )
        assert walked(world, engine, now, actor, filters, limit) == [case_id for *_, case_id in expected], filters
        shown += len(expected)
    assert shown > CASES / 4


def test_offices_whose_cases_come_one_after_the_other_are_walked_far_enough(
    world, engine, now, offices, staff, chance, monkeypatch
):
    """Of nine cases, one of four tells: those of two offices would be one too few."""
    monkeypatch.setattr("services.desk.queue_order.SHARE", 2)
    made = [case(chance, offices, staff) for _ in range(12)]
    for number, row in enumerate(made):
        row["office_id"] = offices[("411102", "411103", "411100")[number // 4]]
        row |= {"alerted_office_id": None, "next_due_on": TODAY + timedelta(days=number)}
    with engine.begin() as connection:
        connection.execute(sa.insert(Case.__table__), made)
    actor = Actor(staff[0], "somebody", Role.SUPERVISOR, offices["410000"], b"")
    assert walked(world, engine, now, actor, Filters(), 8) == [row["id"] for row in made]


def walked(world, engine, now, actor, filters, limit=5):
    """The ids of every page."""
    ids, cursor = [], None
    with reading(engine) as db:
        while True:
            page = list_cases(Work(world, db, now), actor, filters, cursor, limit)
            ids += [item.case.id for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return ids
