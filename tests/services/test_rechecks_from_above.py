"""T7: what an office promised to look at again is looked at from above where nobody there can do it any more."""

import pytest

from models.engine import reading
from services.administration.office_closing import check_offices, close_office
from tests.services.approving import version_of
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.town import SUPERVISOR, filed, town
from tests.support.phone import homework

__all__ = ["filed", "town"]

DAY = "2026-12-02"
PLAN = {"outcome": "partly", "actions_taken": ["planned"], "public_reply": "已列入计划。", "recheck_on": DAY}
SEEN = {"put_right": True, "checked_on": DAY, "text": "看了三个班的作业。", "message": "作业已减少。"}


def promise(town, report, username=OFFICER):
    """The office answers, and names the day; it comes."""
    officer, case_id = town.console(username), town.case(report).id
    for event in ("accept", "investigate"):
        assert officer.move(case_id, version_of(town, case_id), event).status_code == 200
    assert officer.move(case_id, version_of(town, case_id), "resolve", **PLAN).status_code == 200
    return case_id


def look(town, username, case_id, **said):
    return town.console(username).post(f"/cases/{case_id}/rechecks", SEEN | said, version_of(town, case_id))


def nobody_could(town):
    """How many cases the check names for each office."""
    with reading(town.house.engine) as db:
        found = list(check_offices(db))
    return {one.params["office"]: one.params["cases"] for one in found if one.code == "office_check.recheck_by_nobody"}


def closed(town):
    town.does(close_office, town.office("411102"))


def left(town):
    town.removes(OFFICER)


@pytest.mark.promise("T7", "in part")
@pytest.mark.parametrize("happens", [closed, left])
def test_what_an_office_promised_that_nobody_can_do_there_is_done_by_the_one_above(town, filed, happens):
    case_id = promise(town, filed)
    assert nobody_could(town) == {}
    happens(town)
    assert list(nobody_could(town).values()) == [1]
    town.daily(14)
    assert "recheck" in town.console(SUPERVISOR).get(f"/cases/{case_id}").json["allowed_events"]
    listed = town.console(SUPERVISOR).get("/rechecks", due="true").json["items"]
    assert [item["case"]["id"] for item in listed] == [case_id]
    assert [look(town, stranger, case_id).status_code for stranger in (CITY, PROVINCE, NEIGHBOUR)] == [404] * 3
    assert look(town, SUPERVISOR, case_id).status_code == 201
    mine = town.mine(filed)
    assert (mine["recheck_on"], mine["timeline"][-1]["event"]) == (None, "recheck")
    assert mine["messages"][-1]["text"] == SEEN["message"]
    assert nobody_could(town) == {}


@pytest.mark.promise("T7", "in part")
def test_what_is_looked_at_from_above_opens_nothing_there(town, filed):
    case_id = promise(town, filed)
    town.days(14)
    assert look(town, SUPERVISOR, case_id, put_right=False, recheck_on="2026-12-20").status_code == 201
    seen = town.console(SUPERVISOR).get(f"/cases/{case_id}").json
    assert (seen["is_sealed"], seen["reports"], seen["recheck_on"]) == (True, [], "2026-12-20")
    line = town.console(OFFICER).get(f"/cases/{case_id}").json["history"][-1]
    assert line["recheck"] == {"put_right": False, "checked_on": DAY, "text": SEEN["text"]}


@pytest.mark.promise("T12", "in part")
def test_an_office_that_was_avoided_looks_at_nothing_again_that_went_past_it(town):
    past = town.phone.file(homework(avoid_local_office=True)).json
    case_id = promise(town, past, CITY)
    town.days(14)
    assert look(town, OFFICER, case_id).status_code == 404
    town.does(close_office, town.office("411100"))
    assert look(town, OFFICER, case_id).status_code == 404
    assert look(town, SUPERVISOR, case_id).status_code == 201
    assert town.mine(past)["recheck_on"] is None
