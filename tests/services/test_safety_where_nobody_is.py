"""T11 where an office has nobody yet: a child in danger does not wait two working days for somebody to see it."""

import pytest

from tests.services.lives import CITY, OFFICER, PROVINCE
from tests.services.test_escalation import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]


@pytest.fixture
def filed(town):
    """About safety, and filed where nobody of the county works any more; then leaves who else leaves."""

    def file(*leavers, safety=True):
        town.removes(OFFICER)
        filed = town.phone.file(homework(safety=safety)).json
        for username in leavers:
            town.removes(username)
        town.run_clock()
        return filed

    return file


@pytest.mark.promise("T11")
def test_what_nobody_of_both_offices_could_see_goes_up_at_once(town, filed):
    danger = filed(CITY)
    assert town.case(danger).office_id == town.office("410000")
    assert town.reseals(SUPERVISOR, danger).status_code == 200
    assert town.openers(danger, (PROVINCE,)) == {PROVINCE}
    assert town.events(danger) == ["file", "escalate", "reseal"]


@pytest.mark.promise("T11")
def test_what_the_alerted_office_sees_stays_with_it(town, filed):
    danger = filed()
    assert town.case(danger).office_id == town.office("411102")
    assert town.openers(danger, (CITY,)) == {CITY}


@pytest.mark.promise("T11")
def test_where_both_offices_have_nobody_from_the_beginning_the_next_one_sees_it(town, filed):
    town.removes(CITY)
    danger = filed()
    assert town.case(danger).office_id == town.office("411102")
    assert town.openers(danger, (PROVINCE, SUPERVISOR)) == {PROVINCE, SUPERVISOR}


def test_what_is_not_about_safety_waits_as_ever(town, filed):
    assert town.case(filed(CITY, safety=False)).office_id == town.office("411102")
