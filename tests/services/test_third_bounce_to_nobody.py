"""T3 where nobody works at the office above both: the next one above settles it, and the case does not stay stuck."""

import pytest

from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.test_escalation import filed, town

__all__ = ["filed", "town"]


@pytest.mark.promise("T3")
def test_the_third_bounce_goes_to_the_nearest_office_above_where_somebody_works(town, filed):
    here, next_door = town.office("411102"), town.office("411103")
    town.removes(CITY)
    for username, to in ((OFFICER, next_door), (NEIGHBOUR, here), (OFFICER, next_door)):
        assert town.send(filed, username, to).status_code == 200
    answer = town.send(filed, NEIGHBOUR, here)
    assert (answer.status_code, answer.json["settles"]) == (200, True)
    assert town.case(filed).office_id == town.office("410000")
    assert PROVINCE in town.openers(filed, (OFFICER, NEIGHBOUR, PROVINCE))
    assert town.send(filed, PROVINCE, here).status_code == 200
