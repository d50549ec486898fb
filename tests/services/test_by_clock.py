"""Moves that the clock makes, and the finish clock while a case waits for its reporter."""

from datetime import timedelta

import pytest

from models.engine import writing
from services.cases.by_clock import move_by_clock
from services.work import Work
from tests.support.phone import homework

OFFICER = "officer-411102-education"
REPLY = {"outcome": "substantiated", "public_reply": "学校已减少作业。"}


@pytest.fixture
def waiting(phone, console):
    """A receipt whose case waits for the reporter, and its officer."""
    filed = phone.file(homework()).json
    officer = console(OFFICER)
    case_id = officer.case_of(filed["reference"])["id"]
    officer.move(case_id, 1, "accept")
    asked = officer.post(f"/cases/{case_id}/messages", {"text": "是哪几门课?", "ask": True}, 2)
    assert asked.status_code == 201
    return filed["receipt"], filed["reference"], case_id


def by_clock(world, clock):
    with writing(world.engine) as db:
        moved = move_by_clock(Work(world, db, clock()))
        db.commit()
    return moved


def test_a_case_whose_reporter_stays_silent_goes_on_after_seven_days(waiting, phone, console, world, clock):
    receipt, reference, case_id = waiting
    clock.forward(6 * 86400)
    assert by_clock(world, clock) == 0
    clock.forward(86400)
    assert by_clock(world, clock) == 1
    assert by_clock(world, clock) == 0
    mine = phone.mine(receipt).json
    assert mine["status"] == "investigating"
    assert mine["timeline"][-1]["event"] == "resume"
    officer = console(OFFICER)
    version = officer.case_of(reference)["version"]
    assert officer.end(case_id, version, "resolve", **REPLY).status_code == 200


def test_the_days_waited_are_given_back_and_the_reporter_is_told_the_later_day(waiting, phone, clock, world):
    receipt, _, _ = waiting
    before = phone.mine(receipt).json["due_on"]
    clock.forward(7 * 86400)
    by_clock(world, clock)
    assert phone.mine(receipt).json["due_on"] > before


def test_a_case_that_waits_is_not_overdue_while_its_pause_runs(phone, console, clock):
    filed = phone.file(homework()).json
    case_id = console(OFFICER).case_of(filed["reference"])["id"]
    clock.forward(20 * 86400)  # a day before the last day of the finish clock
    officer = console(OFFICER)
    officer.move(case_id, 1, "accept")
    officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2)
    clock.forward(4 * 86400)
    case = console(OFFICER).case_of(filed["reference"])
    assert case["due_on"] < clock().date().isoformat()
    assert not case["is_overdue"]
    clock.forward(timedelta(days=5).total_seconds())
    assert console(OFFICER).case_of(filed["reference"])["is_overdue"]


@pytest.mark.promise("D2")
@pytest.mark.promise("T3", "in part")
@pytest.mark.parametrize("days", [0, 2])
def test_a_question_that_comes_after_the_last_day_moves_none(phone, console, clock, world, days):
    """What is overdue stays so: for the office, for the reporter, and whatever is answered."""
    filed = phone.file(homework()).json
    due_on = phone.mine(filed["receipt"]).json["due_on"]
    case_id = console(OFFICER).case_of(filed["reference"])["id"]
    while clock().date().isoformat() <= due_on:
        clock.forward(86400)
    clock.forward(days * 86400)
    officer = console(OFFICER)
    officer.move(case_id, 1, "accept")
    assert officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2).status_code == 201
    assert officer.case_of(filed["reference"])["is_overdue"]
    clock.forward(3 * 86400)
    assert phone.say(filed["receipt"], "语文。").status_code == 201
    by_clock(world, clock)
    case = console(OFFICER).case_of(filed["reference"])
    assert (case["status"], case["due_on"], case["is_overdue"]) == ("investigating", due_on, True)
    assert phone.mine(filed["receipt"]).json["due_on"] == due_on


def test_an_answered_case_is_closed_after_thirty_days(waiting, phone, console, clock, world):
    receipt, reference, case_id = waiting
    phone.say(receipt, "语文。")
    officer = console(OFFICER)
    assert officer.end(case_id, officer.case_of(reference)["version"], "resolve", **REPLY).status_code == 200
    clock.forward(29 * 86400)
    assert by_clock(world, clock) == 0
    clock.forward(86400)
    assert by_clock(world, clock) == 1
    assert phone.mine(receipt).json["status"] == "closed"
