"""A safety case that went up to the office that was alerted: that one opens it already, and yet has to seal it anew."""

import pytest

from models import Case
from models.engine import reading
from policy.vocabulary import Role
from tests.services.lives import CITY
from tests.services.test_escalation import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]


@pytest.fixture
def risen(town):
    """Nobody at the county took it on; the city, which was alerted, has it now, and the province is alerted."""
    town.hires("chief", Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    filed = town.phone.file(homework(safety=True)).json
    while town.case(filed).office_id != town.office("411100"):
        town.daily(1)
    return filed


def moves(town, filed, *events):
    """What comes of the last of these moves."""
    officer = town.console(CITY)
    for event in events:
        case = town.house.case_of(filed)
        answered = {"outcome": "partly", "actions_taken": ["talked_to"], "public_reply": "已处理。"}
        said = {"resolve": answered, "hand_over": {"reason": "已移交。"}}
        answer = officer.move(case["id"], case["version"], event, **said.get(event, {}))
    return answer


@pytest.mark.promise("K3", "in part")
@pytest.mark.promise("T11", "in part")
def test_it_is_not_answered_while_the_office_below_still_holds_its_keys(town, risen):
    below, city, province = (town.office(code) for code in ("411102", "411100", "410000"))
    assert moves(town, risen, "hand_over", "accept", "investigate").status_code == 200
    refused = moves(town, risen, "resolve")
    assert refused.status_code == 422, refused.json
    assert refused.json["errors"][0]["code"] == "move.reseal_first"
    assert town.holders(risen) == ({below, city}, {below, city})
    assert town.reseals(CITY, risen).status_code == 200
    assert town.holders(risen) == ({city, province}, {city, province})
    assert moves(town, risen, "resolve").status_code == 200
    with reading(town.house.engine) as db:
        assert db.get_one(Case, town.case(risen).id).reseal_pending is False
