"""T12: consent for an office does not let the avoided office in, that stands above it."""

import pytest

from models import Case
from policy.vocabulary import Role
from tests.services.lives import MARKET, PROVINCE, ROOT
from tests.services.tasked import REQUEST, Tasked
from tests.services.test_coordination import AT_CITY, shares
from tests.services.town import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]


@pytest.fixture
def filed(town):
    """A report that goes past the city, to which all offices below look up."""
    town.hires(AT_CITY, Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    place = {"school_id": town.installed.schools["city_run"].id}
    filed = town.phone.file(homework(avoid_local_office=True, place=place)).json
    assert town.case(filed).office_id == town.office("410000")
    return filed


def asks(town, filed, code):
    case = town.case(filed)
    return town.console(PROVINCE).post(f"/cases/{case.id}/consent", {"to_office_id": town.office(code)}, case.version)


def code_of(answer):
    return answer.status_code, answer.json["errors"][0]["code"]


@pytest.mark.promise("T12", "in part")
def test_nobody_is_asked_about_an_office_below_the_avoided_one(town, filed):
    before = shares(town)
    assert code_of(asks(town, filed, "411102")) == (422, "consent.under_avoided")
    assert town.mine(filed)["consent"] is None
    assert asks(town, filed, "411100").status_code == 200
    assert town.act(filed, "consent", {"agree": True}).status_code == 204
    assert code_of(town.send(filed, PROVINCE, town.office("411102"))) == (422, "transfer.below")
    assert town.console(AT_CITY).get(f"/cases/{town.case(filed).id}").status_code == 404
    assert shares(town) == before


@pytest.mark.promise("T12", "in part")
def test_once_it_is_where_its_reporter_agreed_to_it_goes_further_down_with_another_consent(town, filed):
    asks(town, filed, "411100")
    town.act(filed, "consent", {"agree": True})
    assert town.send(filed, PROVINCE, town.office("411100")).status_code == 200
    case, below = town.case(filed), town.office("411102")
    city = town.console("officer-411100-education")
    assert city.post(f"/cases/{case.id}/consent", {"to_office_id": below}, case.version).status_code == 200
    town.act(filed, "consent", {"agree": True})
    assert town.send(filed, "officer-411100-education", below).status_code == 200


@pytest.mark.promise("T12", "in part")
def test_a_consent_that_is_taken_back_takes_the_task_that_was_given_by_it(town):
    place = {"school_id": town.installed.schools["city_run"].id}
    tasked = Tasked(town, lead=PROVINCE, avoid_local_office=True, place=place)
    market = town.office("411100", "market_regulation")
    wish = {"to_office_id": market}
    assert tasked.by(PROVINCE).post(f"/cases/{tasked.case_id}/consent", wish, tasked.case.version).status_code == 200
    assert town.act(tasked.filed, "consent", {"agree": True}).status_code == 204
    task_id = tasked.asked(office_id=market)
    assert tasked.reads(MARKET, task_id) == (REQUEST, None)
    version = tasked.case.version
    assert town.act(tasked.filed, "consent", {"agree": False}).status_code == 204
    assert (tasked.reads(MARKET, task_id), tasked.holders(task_id)) == ((None, None), set())
    assert tasked.case.version == version + 1
    assert town.act(tasked.filed, "consent", {"agree": False}).status_code == 204
    assert tasked.case.version == version + 1


def sights(town, case_id):
    """All that the avoided office could see of it."""
    city = town.console(AT_CITY)
    queue = [case["id"] for case in city.get("/cases", office_id=town.office("410000")).json.get("items", [])]
    return city.get(f"/cases/{case_id}").status_code, case_id in queue


@pytest.mark.promise("T12", "in part")
def test_no_office_comes_to_stand_above_what_went_past_it(town, filed):
    case_id = town.case(filed).id
    assert town.puts_below("411100", "000000") == (200, None)
    assert town.puts_below("410000", "411100") == (409, "would_be_seen")
    assert sights(town, case_id) == (404, False)
    town.answer(filed, PROVINCE)
    assert town.puts_below("410000", "411100") == (409, "would_be_seen")
    assert town.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.case(filed).office_id == town.office("000000")
    assert town.puts_below("410000", "411100") == (409, "would_be_seen")


@pytest.mark.promise("T12", "in part")
def test_what_is_over_stays_out_of_sight_of_the_office_that_it_went_past(town, filed):
    town.answer(filed, PROVINCE)
    case_id = town.case(filed).id
    assert town.puts_below("411100", "000000") == (200, None)
    town.daily(31)
    town.days(91)
    assert town.puts_below("410000", "411100") == (200, None)
    assert sights(town, case_id) == (404, False)
    beside = town.case(town.phone.file(homework()).json).id
    town.does(lambda work: setattr(work.db.get_one(Case, beside), "office_id", town.office("410000")))
    assert sights(town, beside) == (200, True)


@pytest.mark.promise("T12", "in part")
def test_what_goes_past_the_root_stays_with_the_root_which_nobody_is_above(town):
    """It would be in nobody's sight otherwise."""
    filed = town.phone.file(homework(avoid_local_office=True, place={"division_code": "110101"})).json
    case = town.case(filed)
    assert case.office_id == town.office("000000")
    assert town.console(ROOT).get(f"/cases/{case.id}").status_code == 200
    assert ROOT in town.openers(filed, (ROOT, PROVINCE))
