"""A case that went up without a key is sealed again by whoever opens it first above."""

import pytest
import sqlalchemy as sa

from models import Case, Report
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.office_closing import check_offices
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.test_heavy_work import check, watching
from tests.services.town import EVERYBODY, SUPERVISOR, filed, risen, town
from tests.support.phone import homework

__all__ = ["filed", "risen", "town"]


@pytest.mark.promise("K3")
def test_keys_that_rotate_below_while_it_waits_are_still_reached_from_above(town, risen):
    town.hires("stays", Role.OFFICER, town.office("411102"), OFFICER)
    town.removes(OFFICER)
    assert town.reseals(SUPERVISOR, risen).status_code == 200
    assert town.openers(risen, (PROVINCE, SUPERVISOR, "stays")) == {PROVINCE, SUPERVISOR}


@pytest.mark.promise("K3")
def test_two_supervisors_who_seal_at_once_lose_no_key(town, risen, at_once):
    town.hires("second", Role.SUPERVISOR, town.office("410000"), SUPERVISOR)
    answers = at_once(lambda name: town.reseals(name, risen).status_code, (SUPERVISOR, "second", SUPERVISOR))
    assert set(answers) <= {200, 409}
    assert 200 in answers
    assert town.events(risen).count("reseal") == 1
    assert town.openers(risen, EVERYBODY) == {PROVINCE, SUPERVISOR}


def test_a_report_that_came_in_meanwhile_keeps_its_key(town, risen):
    """A report whose key was wrapped to the office above already is sealed again with the others."""
    other = town.phone.file(homework(avoid_local_office=True)).json  # of the city, which the supervisor reaches too
    case_id = town.case(risen).id
    with town.house.engine.begin() as connection:
        one = Report.reference == other["reference"]
        connection.execute(sa.update(Report).where(one).values(case_id=case_id))
    assert town.reseals(SUPERVISOR, risen).status_code == 200
    assert town.holders(other)[1] == town.holders(risen)[1] == {town.office("410000")}


def test_sealing_does_nothing_heavy_while_others_wait(town, risen):
    supervisor, case_id = town.console(SUPERVISOR), town.case(risen).id
    with watching(town.house.engine) as watch:
        assert supervisor.post(f"/cases/{case_id}/reseal", None).status_code == 200
    check(watch, "unwrap", "wrap")


@pytest.fixture
def risen_safety(town):
    """About safety, so that the office above could open it before it came up: nobody has to seal it first."""
    filed = town.phone.file(homework(safety=True)).json
    town.hires("chief", Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    town.removes(OFFICER)
    town.daily(6)
    assert (town.case(filed).office_id, town.case(filed).reseal_pending) == (town.office("411100"), True)
    assert town.openers(filed, (CITY, "chief")) == {CITY, "chief"}
    return filed


@pytest.mark.promise("K3", "in part")
def test_what_is_passed_on_waits_to_be_sealed_no_more(town, risen_safety):
    assert town.send(risen_safety, CITY, town.office("411103")).status_code == 200
    assert not town.case(risen_safety).reseal_pending
    with reading(town.house.engine) as db:
        assert "office_check.reseal_pending" not in [one.code for one in check_offices(db)]
    assert town.openers(risen_safety, (NEIGHBOUR, CITY)) == {NEIGHBOUR, CITY}


def test_nothing_is_joined_to_a_case_that_waits_to_be_sealed(town, risen):
    here = town.phone.file(homework()).json
    into, case = town.case(risen).id, town.case(here)
    moved = {"office_id": case.office_id, "reseal_pending": True}
    with writing(town.house.engine) as db:  # both at one office
        db.execute(sa.update(Case).where(Case.id == into).values(moved))
        db.commit()
    refused = town.console(OFFICER).post(f"/cases/{case.id}/joining", {"into": into}, case.version)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "joining.reseal_pending")
