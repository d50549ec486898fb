"""A closed office loses its cases at once, and is passed over."""

import pytest

from services.administration.office_closing import close_office
from services.refusals import NotFound, RootStays
from tests.services.lives import CITY, OFFICER, PROVINCE
from tests.services.town import EVERYBODY, SUPERVISOR, filed, town
from tests.support.phone import homework

__all__ = ["filed", "town"]


@pytest.mark.promise("K3")
def test_a_closed_office_loses_its_open_cases_at_once_and_gets_no_more(town, filed):
    answered = town.phone.file(homework()).json
    town.answer(answered)
    administrator = town.console("administrator")
    path = f"/offices/{town.office('411102')}"
    assert town.console(OFFICER).delete(path).status_code == 403
    assert [administrator.delete(path).status_code for _ in range(2)] == [204, 204]
    assert town.run_clock() == 1
    assert town.case(filed).office_id == town.office("410000")
    assert town.case(answered).office_id == town.office("411102")
    assert "was closed" in town.mine(filed)["timeline"][-1]["text"]
    assert town.reseals(SUPERVISOR, filed).status_code == 200
    late = town.phone.file(homework()).json
    assert late["office"]["division_code"] == "411100"
    refused = town.send(late, CITY, town.office("411102"))
    assert refused.json["errors"][0]["code"] == "transfer.closed_office"
    owners = town.console(CITY).get(f"/cases/{town.case(late).id}/owners").json["items"]
    assert town.office("411102") not in {item["id"] for item in owners}
    assert town.act(answered, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.openers(answered, EVERYBODY) == {CITY}


def test_a_closed_office_in_between_is_passed_over(town, filed):
    town.does(close_office, town.office("411100"))
    past = town.phone.file(homework(avoid_local_office=True)).json
    assert past["office"]["division_code"] == "410000"
    safety = town.phone.file(homework(safety=True)).json
    assert town.openers(safety, EVERYBODY) == {OFFICER, PROVINCE, SUPERVISOR}
    town.answer(filed)
    assert town.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.openers(filed, EVERYBODY) == {PROVINCE, SUPERVISOR}


def test_the_national_office_is_never_closed_and_an_unknown_one_is_not_there(town):
    with pytest.raises(RootStays):
        town.does(close_office, town.office("000000"))
    with pytest.raises(NotFound):
        town.does(close_office, "00000000-0000-4000-8000-000000000000")
