"""D2: a report that joins a case by itself waits for the first words, and the queue says so, as the figures do."""

from datetime import timedelta

import pytest

from tests.services.joint import case_id_of, file_at, new_school, stored_case
from tests.services.lives import OFFICER
from tests.services.parted import part
from tests.services.test_hourly_release import hourly, next_hour
from tests.services.town import SUPERVISOR, town

__all__ = ["hourly", "part", "town"]

DAY = timedelta(days=1)
WORDS = {"text": "我们在看。", "ask": False}


@pytest.fixture
def written_to(lives, house, together, act):
    """A case whose first reporter was written to; nothing but its finish date is ahead."""
    case_id = together()[1]
    for event in ("accept", "investigate"):
        act(case_id, event)
    act(case_id, None, "messages", **WORDS)
    case = stored_case(house.engine, case_id)
    assert (case.first_answered, case.next_due_on) == (True, case.finish_on)
    return case


def first_words(house, case_id):
    case = stored_case(house.engine, case_id)
    return case.first_answered, case.first_answer_on, case.next_due_on


def taken_on_and_written_to(town, case_id):
    """By its office: whoever is in the case so far has had first words."""
    officer = town.console(OFFICER)
    for version, event in enumerate(("accept", "investigate"), 1):
        assert officer.move(case_id, version, event).status_code == 200
    assert officer.post(f"/cases/{case_id}/messages", WORDS).status_code == 201


def overdue_and_silent(town):
    """What the office's queue has as overdue, and how many reporters wait for first words, as the figures have it."""
    late = [item["id"] for item in town.console(OFFICER).get("/cases", overdue="true").json["items"]]
    return late, town.console(SUPERVISOR).get("/figures", by="week").json["total"]["unresponded"]


@pytest.mark.promise("D2", "in part")
@pytest.mark.promise("T5", "in part")
def test_who_joins_after_the_first_words_makes_them_due_again(lives, house, together, act, written_to, now):
    lives.clock.time = now + DAY
    assert together()[1] == written_to.id
    alone = stored_case(house.engine, case_id_of(house.engine, file_at(lives.phone, new_school(house))))
    assert alone.first_answer_on > written_to.first_answer_on
    assert first_words(house, written_to.id) == (False, alone.first_answer_on, alone.first_answer_on)
    assert stored_case(house.engine, written_to.id).version == written_to.version
    act(written_to.id, None, "messages", **WORDS)
    assert first_words(house, written_to.id) == (True, alone.first_answer_on, written_to.finish_on)


@pytest.mark.promise("D3", "in part")
def test_who_joins_before_the_first_words_makes_them_due_no_later(lives, house, together, act, now):
    _, case_id = together()
    act(case_id, "accept")
    case = stored_case(house.engine, case_id)
    for _ in range(2):
        lives.clock.time += DAY
        assert together()[1] == case_id
        assert first_words(house, case_id) == (False, case.first_answer_on, case.first_answer_on)


@pytest.mark.promise("D2", "in part")
def test_first_words_that_a_joined_report_waited_for_in_vain_stand_among_what_is_overdue(town):
    """The office is counted as silent on no day on which its queue says nothing of it."""
    school = new_school(town.house)
    case_id = case_id_of(town.house.engine, file_at(town.phone, school))
    taken_on_and_written_to(town, case_id)
    town.daily(1)
    assert case_id_of(town.house.engine, file_at(town.phone, school)) == case_id
    seen = []
    for _ in range(9):
        town.daily(1)
        late, silent = overdue_and_silent(town)
        seen.append((silent, late == [case_id]))
    assert {silent for silent, _ in seen} == {0, 1}
    assert all(is_late for silent, is_late in seen if silent)
    assert (0, False) in seen


@pytest.mark.promise("D2", "in part")
@pytest.mark.promise("A8", "in part")
def test_who_is_shown_at_the_next_full_hour_waits_for_first_words_too(town, clock, hourly):
    engine, school = town.house.engine, new_school(town.house)
    case_id = case_id_of(engine, file_at(town.phone, school))
    assert next_hour(hourly, clock) == 1
    taken_on_and_written_to(town, case_id)
    before = first_words(town.house, case_id)
    clock.forward(86400)
    filed = file_at(town.phone, school)
    own = stored_case(engine, case_id_of(engine, filed)).first_answer_on
    assert first_words(town.house, case_id) == before
    assert next_hour(hourly, clock) == 1
    assert case_id_of(engine, filed) == case_id
    assert first_words(town.house, case_id) == (False, own, own)


@pytest.fixture
def newer(lives, house, together, now):
    """A case of the next fortnight, and the one before it at the same school."""
    older = together()[1]
    lives.clock.time = now + 14 * DAY
    newer = together()[1]
    assert newer != older
    return newer, older


@pytest.mark.promise("D2", "in part")
def test_who_joined_by_itself_after_the_first_words_waits_for_them_when_a_merge_is_undone(
    house, together, act, part, newer
):
    case_id, older = newer
    act(case_id, None, "messages", **WORDS)
    assert together()[1] == case_id
    assert part(case_id, "merge", case_ids=[older]).status_code == 200
    version = stored_case(house.engine, case_id).version
    assert part(case_id, "undo", versions=[version]).status_code == 200
    assert [stored_case(house.engine, one).first_answered for one in newer] == [False, False]


def test_who_was_written_to_while_merged_was_so_whoever_joined_then(house, together, act, part, newer):
    case_id, older = newer
    assert part(case_id, "merge", case_ids=[older]).status_code == 200
    version = stored_case(house.engine, case_id).version
    act(case_id, None, "messages", **WORDS)
    assert together()[1] == case_id
    assert part(case_id, "undo", versions=[version]).status_code == 200
    assert [stored_case(house.engine, one).first_answered for one in newer] == [False, True]
