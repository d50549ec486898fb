"""D2: first words that only a report which was taken back waited for are due no more, and others' are."""

from datetime import timedelta

import pytest

from tests.services.joint import case_id_of, file_at, new_school, stored_case
from tests.services.parted import report_ids
from tests.services.test_first_words_of_joined import (
    WORDS,
    first_words,
    overdue_and_silent,
    taken_on_and_written_to,
    written_to,
)
from tests.services.town import town

__all__ = ["town", "written_to"]

DAY = timedelta(days=1)


@pytest.fixture
def take_back(lives):
    def do(filed):
        assert lives.act(filed, "withdrawal").status_code == 204

    return do


@pytest.mark.promise("D2", "in part")
def test_they_are_due_no_more_when_the_last_who_waited_for_them_takes_the_report_back(
    lives, house, together, take_back, written_to, now
):
    lives.clock.time = now + DAY
    joined = [together()[0] for _ in range(2)]
    _, first_answer_on, _ = waiting = first_words(house, written_to.id)
    assert waiting == (False, first_answer_on, first_answer_on)
    take_back(joined[0])
    assert first_words(house, written_to.id) == waiting
    take_back(joined[1])
    assert first_words(house, written_to.id) == (True, first_answer_on, written_to.finish_on)
    assert stored_case(house.engine, written_to.id).version == written_to.version


@pytest.mark.promise("D2", "in part")
def test_they_are_due_as_long_as_anybody_is_left_who_never_had_them(house, together, act, take_back):
    first, case_id = together()
    act(case_id, "accept")
    act(case_id, None, "messages", **WORDS)
    together()
    waiting = first_words(house, case_id)
    take_back(first)
    assert waiting[0] is False
    assert first_words(house, case_id) == waiting


@pytest.mark.promise("D2", "in part")
def test_the_queue_says_overdue_no_more_than_the_figures_do(town):
    school = new_school(town.house)
    case_id = case_id_of(town.house.engine, file_at(town.phone, school))
    taken_on_and_written_to(town, case_id)
    town.daily(1)
    joined = file_at(town.phone, school)
    town.daily(9)
    assert overdue_and_silent(town) == ([case_id], 1)
    assert town.act(joined, "withdrawal").status_code == 204
    town.daily(1)
    assert overdue_and_silent(town) == ([], 0)


@pytest.mark.promise("D2", "in part")
@pytest.mark.parametrize("silent_leaves", [True, False])
def test_when_who_waits_for_them_is_split_off_they_are_due_in_that_case_alone(
    lives, house, together, act, part, silent_leaves
):
    first, case_id = together()
    act(case_id, "accept")
    act(case_id, None, "messages", **WORDS)
    joined = together()[0]
    assert first_words(house, case_id)[0] is False
    leaving = joined if silent_leaves else first
    assert part(case_id, "split", report_ids=report_ids(lives, case_id, [leaving])).status_code == 201
    new_id = case_id_of(house.engine, leaving)
    assert [first_words(house, one)[0] for one in (case_id, new_id)] == [silent_leaves, not silent_leaves]
    for one in (case_id, new_id):
        is_answered, first_answer_on, next_due_on = first_words(house, one)
        assert (next_due_on == first_answer_on) is not is_answered
    step = stored_case(house.engine, case_id).version
    assert part(case_id, "undo", versions=[step]).status_code == 200
    assert first_words(house, case_id)[0] is False


def two_written_to(named, part, act, house):
    """Two cases of one matter whose reporters were written to before they became one."""
    filed = [named() for _ in range(2)]
    ids = [case_id_of(house.engine, one) for one in filed]
    for case_id in ids:
        act(case_id, None, "messages", **WORDS)
    assert part(ids[0], "merge", case_ids=ids[1:]).status_code == 200
    return filed, ids


@pytest.mark.promise("D3", "in part")
def test_words_that_were_said_in_a_case_before_it_was_merged_count_and_others_do_not(
    house, named, part, act, take_back
):
    filed, ids = two_written_to(named, part, act, house)
    more = [named() for _ in range(2)]
    for one in more:
        case_id = case_id_of(house.engine, one)
        assert part(ids[0], "merge", case_ids=[case_id]).status_code == 200
    assert first_words(house, ids[0])[0] is False
    take_back(filed[0])
    take_back(more[0])
    assert first_words(house, ids[0])[0] is False
    take_back(more[1])
    assert first_words(house, ids[0])[0] is True


@pytest.mark.promise("D3", "in part")
def test_words_before_an_answer_that_was_sent_back_count_no_more(lives, house, named, part, act, take_back):
    filed, other = named(), named()
    ids = [case_id_of(house.engine, one) for one in (filed, other)]
    act(ids[0], None, "messages", **WORDS)
    act(ids[0], "decline", reason="不属实。", public_reply="没有发现。")
    version = stored_case(house.engine, ids[0]).version
    above = lives.console("supervisor-410000")
    assert above.post(f"/cases/{ids[0]}/reopening", {"reason": "请再看一次。"}, version).status_code == 204
    assert part(ids[0], "merge", case_ids=ids[1:]).status_code == 200
    waiting = first_words(house, ids[0])
    take_back(other)
    assert (waiting[0], first_words(house, ids[0])) == (False, waiting)
    act(ids[0], None, "messages", **WORDS)
    assert first_words(house, ids[0])[0] is True


@pytest.mark.promise("D3", "in part")
def test_when_a_merge_is_undone_those_who_are_left_keep_the_words_they_had_elsewhere(house, named, part, act):
    _, ids = two_written_to(named, part, act, house)
    silent = case_id_of(house.engine, named())
    assert part(ids[0], "merge", case_ids=[silent]).status_code == 200
    assert first_words(house, ids[0])[0] is False
    assert part(ids[0], "undo", versions=[stored_case(house.engine, ids[0]).version]).status_code == 200
    assert [first_words(house, one)[0] for one in (ids[0], silent)] == [True, False]


@pytest.mark.promise("D2", "in part")
def test_who_was_elsewhere_and_came_back_was_not_written_to_by_that(house, together, named, part, written_to):
    """Neither by a merge that was undone, nor by another that is undone afterwards."""
    together()
    ids = [written_to.id, *(case_id_of(house.engine, named()) for _ in range(2))]
    for into, case_id in ((ids[1], ids[0]), (ids[0], ids[2])):
        assert part(into, "merge", case_ids=[case_id]).status_code == 200
        assert part(into, "undo", versions=[stored_case(house.engine, into).version]).status_code == 200
        assert first_words(house, ids[0])[0] is False
