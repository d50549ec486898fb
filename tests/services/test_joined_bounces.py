"""T3: what was passed back and forth is counted on when a case is joined to another."""

import pytest

from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.services.test_joined_by_staff import apart, join

__all__ = ["apart", "join"]


@pytest.mark.promise("T3", "in part")
def test_joining_forgets_no_bounce(lives, apart, join):
    """Two offices that pass one case back and forth do not begin anew by joining it to another."""
    later, case_id, earlier, into = apart
    here, there = lives.office("411102"), lives.office("411103")
    for username, to in ((OFFICER, there), (NEIGHBOUR, here), (OFFICER, there)):
        assert lives.send(later, username, to).json["settles"] is False
    assert lives.send(earlier, OFFICER, there).json["settles"] is False
    assert join(case_id, into, username=NEIGHBOUR).status_code == 200
    settled = lives.send(earlier, NEIGHBOUR, here)
    assert (settled.status_code, settled.json["settles"]) == (200, True)
    assert settled.json["office"]["division_code"] == "411100"
    assert lives.send(earlier, CITY, here).json["settles"] is False  # who settles it sends it where it belongs
    stays = lives.send(later, OFFICER, there)
    assert [error["code"] for error in stays.json["errors"]] == ["transfer.settled"]
