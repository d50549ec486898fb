"""What joins, and what changes offices: a case that was moved, flagged or given back takes no report by itself."""

import uuid

import pytest
import sqlalchemy as sa

from models import Consent
from models.engine import reading
from policy.lifecycle import APPEAL_DAYS
from services.administration.office_closing import close_office
from tests.services.joint import at, case_id_of, file_at, reports_without_a_wrap, stored_case
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.town import AT_ROOT, SUPERVISOR, town
from tests.support.installation import SCHOOL_ID
from tests.support.phone import Phone, homework

__all__ = ["town"]

EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, SUPERVISOR, ROOT, AT_ROOT)
WHY = {"reason": "校长是我的亲戚。"}


@pytest.fixture
def joined(town):
    """Two reports in one case."""
    filed = [file_at(town.phone, SCHOOL_ID) for _ in range(2)]
    assert len({case_id_of(town.house.engine, one) for one in filed}) == 1
    return filed


def takes_no_more(town, filed):
    """Another report on the same target makes a case of its own; it."""
    case_id = case_id_of(town.house.engine, filed)
    assert stored_case(town.house.engine, case_id).join_key is None
    other = file_at(town.phone, SCHOOL_ID)
    assert case_id_of(town.house.engine, other) != case_id
    assert reports_without_a_wrap(town.house.engine) == []
    return other


@pytest.mark.promise("T5", "in part")
@pytest.mark.promise("T11", "in part")
def test_a_case_that_is_flagged_takes_no_more_and_the_office_above_opens_every_report_of_it(town, joined):
    flagged = town.console(OFFICER).move(town.case(joined[0]).id, 1, "flag_safety", reason="孩子有危险。")
    assert flagged.status_code == 200
    for one in joined:
        assert town.holders(one) == ({town.office("411102"), town.office("411100")},) * 2
    other = takes_no_more(town, joined[0])
    assert town.holders(other) == ({town.office("411102")},) * 2


@pytest.mark.promise("T5", "in part")
@pytest.mark.promise("K3", "in part")
def test_a_case_passed_up_by_who_steps_aside_takes_no_more(town, joined):
    case = town.house.case_of(joined[0])
    assert town.console(OFFICER).post(f"/cases/{case['id']}/recusal", WHY, 1).status_code == 204
    for one in joined:
        assert town.holders(one) == ({town.office("411100")},) * 2
    takes_no_more(town, joined[0])


@pytest.mark.promise("T5", "in part")
def test_a_case_that_went_up_by_itself_takes_no_more(town, joined):
    while town.case(joined[0]).office_id == town.office("411102"):
        town.daily(1)
    assert stored_case(town.house.engine, case_id_of(town.house.engine, joined[0])).join_key is None
    assert town.reseals(SUPERVISOR, joined[0]).status_code == 200
    for one in joined:
        assert town.holders(one) == ({town.office("410000")},) * 2


@pytest.mark.promise("T5", "in part")
def test_a_closed_office_s_case_takes_no_more_from_that_moment_on(town, joined):
    town.does(close_office, town.office("411102"))
    other = file_at(town.phone, SCHOOL_ID)
    assert case_id_of(town.house.engine, other) != case_id_of(town.house.engine, joined[0])
    assert town.case(other).office_id == town.office("411100")
    town.run_clock()
    assert town.case(joined[0]).join_key is None
    third = file_at(town.phone, SCHOOL_ID)
    assert case_id_of(town.house.engine, third) == case_id_of(town.house.engine, other)


@pytest.mark.promise("T5", "in part")
def test_a_case_that_is_done_again_takes_no_more(town, joined):
    town.answer(joined[0])
    path = f"/cases/{town.case(joined[0]).id}/reopening"
    assert town.console(SUPERVISOR).post(path, {"reason": "请重新核实。"}, 4).status_code == 204
    for one in joined:
        mine = town.mine(one)
        assert (mine["status"], [said["text"] for said in mine["messages"]]) == ("submitted", ["请重新核实。"])
    takes_no_more(town, joined[0])


@pytest.mark.promise("T12", "in part")
def test_what_goes_past_the_local_office_is_joined_by_nothing_so_that_each_consents_for_itself(town):
    first, second = (town.phone.file(at(SCHOOL_ID, avoid_local_office=True)).json for _ in range(2))
    cases = [town.case(one) for one in (first, second)]
    assert cases[0].id != cases[1].id
    assert [one.join_key for one in cases] == [None, None]
    city = town.console(CITY)
    wanted = {"to_office_id": town.office("411102")}
    assert city.post(f"/cases/{cases[0].id}/consent", wanted, 1).status_code == 200
    with reading(town.house.engine) as db:
        assert len(db.scalars(sa.select(Consent.report_id)).all()) == 1
    assert town.mine(second)["consent"] is None
    refused = city.post(f"/cases/{cases[1].id}/joining", {"into": cases[0].id}, 1)
    assert refused.json["errors"][0]["code"] == "move.set_apart"


@pytest.mark.parametrize("times", [1, 9])
def test_a_report_that_joins_while_somebody_steps_aside_goes_along_with_its_key(town, times):
    filed = file_at(town.phone, SCHOOL_ID)
    case_id, officer = case_id_of(town.house.engine, filed), town.console(OFFICER)
    challenges = [town.phone.challenge() for _ in range(times)]
    phone = Phone(town.house.app.test_client())

    def join(_connection, _cursor, statement, *_):
        if challenges and statement.startswith("SELECT report_key_wrap"):
            answer = phone.file(at(SCHOOL_ID), key=uuid.uuid4(), challenge=challenges.pop())
            assert answer.status_code == 201

    sa.event.listen(town.house.engine, "after_cursor_execute", join)
    done = officer.post(f"/cases/{case_id}/recusal", WHY, 1)
    sa.event.remove(town.house.engine, "after_cursor_execute", join)
    assert done.status_code == (204 if times == 1 else 409)
    assert stored_case(town.house.engine, case_id).office_id == town.office("411100" if times == 1 else "411102")
    assert reports_without_a_wrap(town.house.engine) == []


@pytest.mark.promise("T11", "in part")
@pytest.mark.promise("K3", "in part")
def test_danger_is_in_two_offices_wherever_the_case_goes_and_in_no_third(town):
    filed = town.phone.file(homework(safety=True)).json
    assert town.openers(filed, EVERYBODY) == {OFFICER, CITY}
    assert town.send(filed, OFFICER, town.office("411103")).status_code == 200
    assert town.openers(filed, EVERYBODY) == {NEIGHBOUR, CITY}
    assert town.send(filed, NEIGHBOUR, town.office("411100")).status_code == 200
    assert town.openers(filed, EVERYBODY) == {CITY, PROVINCE, SUPERVISOR}
    assert town.send(filed, CITY, town.office("410000")).status_code == 200
    assert town.openers(filed, EVERYBODY) == {PROVINCE, SUPERVISOR, ROOT, AT_ROOT}
    assert town.console(CITY).get(f"/cases/{town.case(filed).id}").status_code == 404


@pytest.mark.promise("T11", "in part")
@pytest.mark.promise("K3", "in part")
def test_danger_that_went_up_by_itself_is_seen_by_both_and_opened_by_both_once_it_is_sealed(town):
    filed = town.phone.file(homework(safety=True)).json
    case_id = town.case(filed).id
    while town.case(filed).office_id == town.office("411102"):
        town.daily(1)
    for username in (PROVINCE, SUPERVISOR, ROOT, AT_ROOT):
        answer = town.console(username).get(f"/cases/{case_id}")
        assert (answer.status_code, answer.json["code"]) == (409, "reseal_pending")
    for username in (OFFICER, CITY):
        assert town.console(username).get(f"/cases/{case_id}").status_code == 404
    assert town.reseals(SUPERVISOR, filed).status_code == 200
    assert town.openers(filed, EVERYBODY) == {PROVINCE, SUPERVISOR, ROOT, AT_ROOT}
    assert town.holders(filed) == ({town.office("410000"), town.office("000000")},) * 2


def test_a_message_that_nobody_would_read_is_refused_and_says_what_else_can_be_done(town):
    answered, waiting = (town.phone.file(homework()).json for _ in range(2))
    town.answer(answered)
    assert town.phone.say(answered["receipt"], "谢谢。").status_code == 201
    town.does(close_office, town.office("411102"))
    refused = town.phone.say(answered["receipt"], "还有一件事。")
    assert refused.status_code == 422
    error = refused.json["errors"][0]
    assert (error["field"], error["code"]) == ("text", "message.office_closed")
    assert f" {APPEAL_DAYS} days" in error["message"]
    assert [said["text"] for said in town.mine(answered)["messages"]] == ["谢谢。"]
    assert town.phone.say(waiting["receipt"], "还有一件事。").status_code == 201  # it goes up, and is read there
    assert town.act(answered, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.phone.say(answered["receipt"], "还有一件事。").status_code == 201
    assert town.openers(answered, EVERYBODY) == {CITY}
