"""A question to several reporters: the office sees who is missing, each reporter only the own part of it."""

from datetime import timedelta
from itertools import permutations

import pytest

from models.engine import writing
from services.cases.by_clock import move_by_clock
from tests.services.joint import shown, stored_case, stored_report
from tests.services.lives import OFFICER, REPLY

ASKED = {"text": "是哪个班？", "ask": True}
RESOLVED = {**REPLY}


@pytest.fixture
def asked(together, act):
    """Three reports of one case, all asked, and the case."""
    filed = [together() for _ in range(3)]
    case_id = filed[0][1]
    act(case_id, "accept")
    act(case_id, None, "messages", **ASKED)
    return [one for one, _ in filed], case_id


@pytest.fixture
def seen(lives):
    """What the officer sees of the answers."""

    def look(case_id):
        opened = lives.console(OFFICER).get(f"/cases/{case_id}").json
        return opened["status"], opened["answers"], opened["notice"]

    return look


def says(lives, filed):
    assert lives.phone.say(filed["receipt"], "四年级二班。").status_code == 201


def test_the_officer_sees_how_many_have_answered(lives, asked, seen, together):
    (first, second, third), case_id = asked
    together()  # who comes later is not asked and not waited for
    said = "{} of 3 asked have answered."
    assert seen(case_id) == ("awaiting_reporter", {"asked": 3, "answered": 0}, said.format(0))
    says(lives, first)
    says(lives, first)
    assert seen(case_id) == ("awaiting_reporter", {"asked": 3, "answered": 1}, said.format(1))
    says(lives, third)
    assert seen(case_id) == ("awaiting_reporter", {"asked": 3, "answered": 2}, said.format(2))
    says(lives, second)
    assert seen(case_id) == ("investigating", None, None)


@pytest.mark.promise("T5", "in part")
def test_the_officer_goes_on_without_the_rest_and_nobody_learns_of_the_others(lives, asked, seen, act, house):
    (first, second, third), case_id = asked
    says(lives, first)
    before = lives.mine(first)
    act(case_id, "investigate")
    assert seen(case_id) == ("investigating", None, None)
    assert lives.mine(first) == before
    assert shown(lives, first) == ("investigating", ["file", "accept", "ask", "answer"])
    for silent in (second, third):
        assert shown(lives, silent) == ("investigating", ["file", "accept", "ask", "investigate"])
    act(case_id, "resolve", **RESOLVED)
    assert shown(lives, first)[1] == ["file", "accept", "ask", "answer", "resolve"]
    assert stored_case(house.engine, case_id).asked_on is None


@pytest.mark.promise("D2", "in part")
def test_each_reporters_own_wait_moves_the_own_last_day_and_no_others(lives, asked, house, now):
    """The finish clock stops for whom the office waits, as long as it waits for them."""
    (first, second, third), case_id = asked
    due = first["due_on"]
    lives.clock.time = now + timedelta(days=2)
    says(lives, first)
    own = lives.mine(first)["due_on"]
    assert own > due
    assert lives.mine(second)["due_on"] == lives.mine(third)["due_on"] == due
    lives.clock.time = now + timedelta(days=5)
    says(lives, second)
    assert lives.mine(second)["due_on"] > own
    assert (lives.mine(first)["due_on"], lives.mine(third)["due_on"]) == (own, due)
    lives.clock.time = now + timedelta(days=7)
    with writing(house.engine) as db:
        move_by_clock(house.work(db))
        db.commit()
    case = stored_case(house.engine, case_id)
    assert (case.status, case.asked_on) == ("investigating", None)
    assert shown(lives, third) == ("investigating", ["file", "accept", "ask", "resume"])
    assert shown(lives, first) == ("investigating", ["file", "accept", "ask", "answer"])
    days = [stored_report(house.engine, one).due_on for one in (first, second, third)]
    assert days == sorted(set(days))
    assert days[-1] == case.finish_on
    assert case.next_due_on <= days[0]


@pytest.mark.promise("A10", "in part")
@pytest.mark.parametrize("order", list(permutations(range(3), 2)))
def test_who_withdraws_is_waited_for_no_more(lives, asked, seen, house, order):
    filed, case_id = asked
    for number in order:
        assert seen(case_id)[0] == "awaiting_reporter"
        assert lives.act(filed[number], "withdrawal").status_code == 204
    last = next(one for number, one in enumerate(filed) if number not in order)
    assert seen(case_id)[:2] == ("awaiting_reporter", {"asked": 1, "answered": 0})
    says(lives, last)
    assert stored_case(house.engine, case_id).status == "investigating"


@pytest.mark.promise("A10", "in part")
def test_when_the_last_who_is_silent_withdraws_the_case_goes_on(lives, asked, house, together):
    (first, second, third), case_id = asked
    later, _ = together()
    says(lives, first)
    before = lives.mine(first)
    for silent in (second, third):
        assert lives.act(silent, "withdrawal").status_code == 204
    assert stored_case(house.engine, case_id).status == "investigating"
    assert lives.mine(first) == before
    assert shown(lives, later) == ("submitted", ["file"])
    assert lives.act(first, "withdrawal").status_code == 204
    assert stored_case(house.engine, case_id).status == "investigating"  # for the one that was never asked


def test_a_second_question_begins_to_count_anew(lives, asked, seen, act, house):
    (first, second, third), case_id = asked
    for one in (first, second, third):
        says(lives, one)
    finish_on = stored_case(house.engine, case_id).finish_on
    act(case_id, None, "messages", text="还有哪些科目？", ask=True)
    assert seen(case_id)[1] == {"asked": 3, "answered": 0}
    for one in (first, second):
        says(lives, one)
    assert seen(case_id)[1] == {"asked": 3, "answered": 2}
    assert shown(lives, third)[0] == "awaiting_reporter"
    says(lives, third)
    assert stored_case(house.engine, case_id).finish_on == finish_on
