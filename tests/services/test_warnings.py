"""D2, T8: an office is warned once, takes more time once, and is urged from above; who is told what."""

from datetime import timedelta

import pytest

from models.engine import writing
from services.watching.warnings import warn_offices
from tests.services.appealed import CHIEF, chief
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.services.town import SUPERVISOR, town
from tests.services.watched import days_of, given, reminders, work_on
from tests.support.phone import homework

__all__ = ["chief", "town"]


@pytest.fixture
def filed(town):
    return town.phone.file(homework()).json


@pytest.mark.promise("D2", "in part")
def test_each_warning_comes_once_on_its_day_to_whom_it_concerns(town, filed):
    work_on(town, filed)
    days, seen = days_of(town, filed), {}
    while len(seen) < 3:
        town.daily(1)
        for kind, _, _ in given(town, filed):
            seen.setdefault(kind, town.clock().date())
    assert seen == days
    local, city = town.office("411102"), town.office("411100")
    expected = {("near", 0, local), ("due", 0, local), ("due", 0, city), ("late", 0, local), ("late", 0, city)}
    assert set(given(town, filed)) == expected
    town.daily(20)
    assert len(given(town, filed)) == len(expected)


@pytest.mark.promise("D2")
def test_two_schedulers_a_rest_and_a_clock_that_is_set_back_give_none_twice(town, filed, at_once):
    work_on(town, filed)
    town.days(40)
    engine, work = town.house.engine, town.house.work

    def schedule(_):
        with writing(engine) as db:
            warn_offices(work(db))
            db.commit()

    at_once(schedule, range(4))
    first = given(town, filed)
    assert len(first) == 5
    town.days(-30)
    at_once(schedule, range(2))
    town.days(35)
    town.run_clock()
    assert given(town, filed) == first


@pytest.mark.promise("D2", "in part")
def test_a_warning_changes_nothing_about_the_case(town, filed):
    work_on(town, filed)
    version = town.case(filed).version
    town.daily(40)
    assert given(town, filed)
    officer = town.console(OFFICER)
    ended = officer.end(town.case(filed).id, version, "resolve", outcome="partly", public_reply="已整改。")
    assert ended.status_code == 200


@pytest.mark.promise("D2", "in part")
def test_while_a_question_holds_the_clock_back_nobody_is_warned(town, filed):
    work_on(town, filed)
    days, case = days_of(town, filed), town.case(filed)
    while town.clock().date() < days["near"] - timedelta(days=1):
        town.daily(1)
    asked = {"text": "哪几门？", "ask": True}
    assert town.console(OFFICER).post(f"/cases/{case.id}/messages", asked, 3).status_code == 201
    town.daily(5)
    assert given(town, filed) == []
    town.daily(3)
    assert town.case(filed).status == "investigating"
    assert town.case(filed).finish_on > case.finish_on


@pytest.mark.promise("D2", "in part")
def test_what_is_answered_is_not_warned_of_and_what_is_done_again_is_warned_of_anew(town, filed):
    officer = work_on(town, filed)
    case_id = town.case(filed).id
    assert officer.end(case_id, 3, "resolve", outcome="partly", public_reply="已整改。").status_code == 200
    town.daily(29)
    assert given(town, filed) == []
    assert town.case(filed).warn_on is None
    again = town.console(SUPERVISOR).post(f"/cases/{case_id}/reopening", {"reason": "请重新核实。"}, 4)
    assert again.status_code == 204
    work_on(town, filed)
    town.daily(14)
    assert {(kind, version) for kind, version, _ in given(town, filed)} >= {("near", 5), ("due", 5)}


@pytest.mark.promise("T12", "in part")
def test_the_office_that_was_avoided_is_never_reminded(town):
    filed = town.phone.file(homework(avoid_local_office=True)).json
    work_on(town, filed, CITY)
    town.daily(45)
    assert {kind for kind, _, _ in given(town, filed)} == {"near", "due", "late"}
    assert town.office("411102") not in {office for _, _, office in given(town, filed)}
    assert reminders(town, OFFICER) == {"items": [], "next_cursor": None, "unread": 0}
    assert len(reminders(town, CITY)["items"]) == 3


def test_everybody_of_the_office_reads_it_for_themselves(town, filed, chief):
    work_on(town, filed)
    town.daily(45)
    for username, kinds in (
        (OFFICER, {"near", "due", "late"}),
        (CHIEF, {"due", "late"}),
        (CITY, set()),
        (NEIGHBOUR, set()),
    ):
        found = reminders(town, username)
        assert ({one["kind"] for one in found["items"]}, found["unread"]) == (kinds, len(kinds))
    one = reminders(town, CHIEF)["items"][0]
    assert (one["kind"], one["case"]["id"], one["is_read"]) == ("late", town.case(filed).id, False)
    everything = [line["id"] for line in reminders(town, OFFICER)["items"]]
    above = town.console(CHIEF)
    assert above.post("/reminders/reading", {"reminder_id": everything[-1]}).status_code == 204  # none of the city's
    assert reminders(town, CHIEF)["unread"] == 2
    for reminder_id, left in ((one["id"], 1), (one["id"], 1), (None, 0)):
        assert above.post("/reminders/reading", {"reminder_id": reminder_id}).status_code == 204
        assert reminders(town, CHIEF)["unread"] == left
    assert reminders(town, CHIEF)["unread"] == 0
    assert all(line["is_read"] for line in reminders(town, CHIEF)["items"])
    assert reminders(town, CHIEF, unread="true")["items"] == []
    assert reminders(town, OFFICER)["unread"] == 3
    first = reminders(town, OFFICER, limit=2)
    rest = reminders(town, OFFICER, limit=2, cursor=first["next_cursor"])
    assert [line["id"] for line in first["items"] + rest["items"]] == everything
    town.answer(filed, event="refer_out")
    assert reminders(town, OFFICER)["items"] == reminders(town, CHIEF)["items"] == []
