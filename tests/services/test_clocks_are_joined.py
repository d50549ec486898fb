"""D2, D3: what is merged has had the time that its reports have had, and nothing late is hidden by it."""

import pytest

from tests.services.appealed import chief
from tests.services.joint import stored_report
from tests.services.lives import OFFICER
from tests.services.parted import report_ids
from tests.services.town import SUPERVISOR, town
from tests.services.watched import file_tutoring, work_on
from tests.support.phone import homework

__all__ = ["chief", "town"]

MORE_TIME = {"reason_code": "expert_opinion", "reason": "要等专业鉴别，预计三周。"}


@pytest.fixture
def named(town):
    """File a report on a school that is in no register, and take it on."""

    def file():
        filed = town.phone.file(homework(place={"target_name": "某某学校"})).json
        work_on(town, filed)
        return filed

    return file


@pytest.fixture
def post(town):
    """The officer does something to the case of a report as it is now; the answer."""

    def do(filed, path, **body):
        case = town.case(filed)
        return town.console(OFFICER).post(f"/cases/{case.id}/{path}", body, case.version)

    return do


@pytest.fixture
def merge(town, post):
    """Merge the case of one report into that of another."""

    def do(filed, into):
        answer = post(into, "merge", case_ids=[town.case(filed).id])
        assert answer.status_code == 200, answer.json

    return do


@pytest.fixture
def ask(post):
    def do(filed):
        answer = post(filed, "messages", text="哪个班？", ask=True)
        assert answer.status_code == 201, answer.json

    return do


def due(town, filed):
    return stored_report(town.house.engine, filed).due_on


def total(town):
    """The figures of all days that are over."""
    return town.console(SUPERVISOR).get("/figures", by="week", since="2026-11-01").json["total"]


@pytest.mark.promise("D2", "in part")
def test_a_question_stops_the_clock_once_whatever_the_case_is_merged_into(town, named, ask, merge):
    filed = named()
    ask(filed)
    town.daily(7)
    told = due(town, filed)
    for _ in range(2):
        merge(filed, named())
        ask(filed)
        town.daily(7)
        assert due(town, filed) == told


@pytest.mark.promise("D2", "in part")
def test_what_is_split_off_after_a_merge_has_had_its_question(town, named, ask, merge, post):
    filed = named()
    ask(filed)
    town.daily(7)
    fresh, told = named(), due(town, filed)
    merge(filed, fresh)
    leaving = report_ids(town, town.case(filed).id, [filed])
    assert post(filed, "split", report_ids=leaving).status_code == 201
    assert town.case(filed).id != town.case(fresh).id
    ask(filed)
    town.daily(7)
    assert due(town, filed) == told


@pytest.mark.promise("D2", "in part")
@pytest.mark.promise("D3", "in part")
@pytest.mark.parametrize(("asked_first", "stops_a_clock"), [(True, True), (False, False)])
def test_what_is_given_back_has_had_the_question_of_its_time_there(
    town, named, ask, post, merge, asked_first, stops_a_clock
):
    """And none that the other case had before: of that its reporters were asked nothing, and their own is the first."""
    asked, filed = named(), named()
    if asked_first:
        ask(asked)
        town.daily(7)
    merge(filed, asked)
    step = town.case(asked).version
    if not asked_first:
        ask(asked)
        town.daily(7)
    assert post(asked, "undo", versions=[step]).status_code == 200
    assert town.act(asked, "withdrawal").status_code == 204
    town.daily((due(town, filed) - town.clock().date()).days - 1)
    ask(filed)
    assert (town.case(filed).asked_on is not None) is stops_a_clock
    town.daily(3)
    assert total(town)["overdue"] == (0 if stops_a_clock else 1)


def undo(post, filed, step):
    assert post(filed, "undo", versions=[step]).status_code == 200


def split_off(town, post, filed):
    """A report into a case of its own; the step of the case that it leaves."""
    left = town.case(filed)
    assert post(filed, "split", report_ids=report_ids(town, left.id, [filed])).status_code == 201
    return left.version + 1


@pytest.mark.promise("D2", "in part")
@pytest.mark.parametrize("asked_in", ["another_that_took_in_both", "what_was_split_off"])
def test_a_question_that_was_asked_on_the_way_is_had_when_all_of_it_is_undone(town, named, ask, post, merge, asked_in):
    filed, second = named(), named()
    merge(filed, second)
    steps = [town.case(second).version]
    if asked_in == "what_was_split_off":
        steps.append(split_off(town, post, filed))
        undone_in = second
    else:
        undone_in = named()
        merge(second, undone_in)
        steps.append(town.case(undone_in).version)
    ask(filed)
    town.daily(7)
    told = due(town, filed)
    undo(post, undone_in, steps.pop())
    undo(post, second, steps.pop())
    assert town.case(filed).id != town.case(second).id
    ask(filed)
    assert town.case(filed).asked_on is None
    town.daily(7)
    assert due(town, filed) == told


@pytest.mark.promise("D2", "in part")
def test_a_question_that_was_asked_while_it_was_away_is_not_had_by_what_is_given_back(town, named, ask, post, merge):
    filed, second = named(), named()
    merge(filed, second)
    steps = [town.case(second).version, split_off(town, post, filed)]
    ask(second)
    town.daily(7)
    while steps:
        undo(post, second, steps.pop())
    ask(filed)
    assert town.case(filed).asked_on is not None


@pytest.mark.promise("D2", "in part")
def test_who_was_away_when_the_others_were_written_to_waits_for_first_words_when_all_is_undone(
    town, named, post, merge
):
    filed, second = named(), named()
    merge(filed, second)
    steps = [town.case(second).version, split_off(town, post, filed)]
    assert post(second, "messages", text="我们在看。", ask=False).status_code == 201
    while steps:
        undo(post, second, steps.pop())
    assert (town.case(filed).first_answered, town.case(second).first_answered) == (False, True)
    town.daily(12)
    late = [item["id"] for item in town.console(OFFICER).get("/cases", overdue="true").json["items"]]
    assert (total(town)["unresponded"], late) == (1, [town.case(filed).id])


@pytest.mark.promise("D3", "in part")
def test_who_is_asked_again_in_another_case_is_overdue_while_the_office_waits(town, named, ask, merge):
    filed = named()
    ask(filed)
    town.daily(7)
    while town.clock().date() < due(town, filed):
        town.daily(1)
    merge(filed, named())
    ask(filed)
    town.daily(2)
    assert town.case(filed).status == "awaiting_reporter"
    assert total(town)["overdue"] == 1


@pytest.mark.promise("D3", "in part")
def test_what_nobody_asked_is_overdue_in_a_case_that_waits_for_another_reporter(town, named, ask, merge):
    filed, asked = named(), named()
    town.daily((due(town, filed) - town.clock().date()).days - 1)
    ask(asked)
    town.daily(1)
    merge(filed, asked)
    town.daily(2)
    assert town.case(filed).status == "awaiting_reporter"
    assert total(town)["overdue"] == 1


@pytest.mark.promise("D3", "in part")
@pytest.mark.parametrize("is_first", [True, False])
def test_nobody_is_paused_by_a_question_that_stops_no_clock(town, named, ask, merge, is_first):
    """In a case that took in another whose question was used, those whom nobody had asked before are overdue, too."""
    asked, fresh = named(), named()
    ask(asked)
    town.daily(7)
    while town.clock().date() < due(town, fresh):
        town.daily(1)
    if is_first:
        merge(asked, fresh)
        ask(fresh)
    else:
        ask(fresh)
        merge(asked, fresh)
    town.daily(2)
    assert town.case(fresh).status == "awaiting_reporter"
    assert due(town, asked) > due(town, fresh)
    assert total(town)["overdue"] == is_first


@pytest.mark.promise("D2", "in part")
def test_what_is_done_again_has_no_more_time_in_whatever_case_it_is(town, chief, post, merge):
    again, fresh = file_tutoring(town), file_tutoring(town)
    town.answer(again)
    answer = town.console(chief).post(
        f"/cases/{town.case(again).id}/reopening", {"reason": "没有查清。"}, town.case(again).version
    )
    assert answer.status_code == 204, answer.json
    for one in (again, fresh):
        work_on(town, one)
    merge(again, fresh)
    told = town.mine(again)["due_on"]
    refused = post(again, "extension", **MORE_TIME)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "move.cannot_be_longer")
    assert "extend" not in town.console(OFFICER).get(f"/cases/{town.case(again).id}").json["allowed_events"]
    assert town.mine(again)["due_on"] == told


@pytest.mark.promise("D2", "in part")
def test_an_appeal_against_what_was_done_again_may_take_more_time(town, chief, post):
    """Its clocks are new; it had only been done again."""
    filed = file_tutoring(town)
    town.answer(filed)
    body, case = {"reason": "没有查清。"}, town.case(filed)
    assert town.console(chief).post(f"/cases/{case.id}/reopening", body, case.version).status_code == 204
    town.answer(filed)
    assert town.act(filed, "appeal", {"reason": "还是老样子。"}).status_code == 204
    above = work_on(town, filed, "officer-411100-education")
    case = town.case(filed)
    assert above.post(f"/cases/{case.id}/extension", MORE_TIME, case.version).status_code == 200
