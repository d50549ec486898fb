"""D3, T8: an answer that two people give counts once, when it is given; one that was sent back counts as nothing."""

import pytest

from models.engine import reading
from services.figures.counting import count_day
from services.figures.lives import Reader
from tests.services.appealed import CHIEF, chief
from tests.services.approving import DECLINE, NO, UNFOUND, YES, colleague, officer
from tests.services.test_conduct import conduct
from tests.services.town import town
from tests.services.watched import work_on
from tests.support.phone import CHECK, homework

__all__ = ["chief", "colleague", "officer", "town"]


@pytest.fixture
def lives(town):
    """Where the second person works."""
    return town


def figures(town):
    """What is counted of today, by measure, with the offices that are not the local one."""
    policy = town.house.app.extensions["jianfu"].world.policy
    with reading(town.house.engine) as db:
        cells = count_day(Reader(db, policy, town.clock().date()))
    assert {office for office, *_ in cells} <= {town.office("411102")}
    return {measure: count for (_, _, _, measure), count in cells.items()}


def proposed(town, officer, filed, said):
    case = town.case(filed)
    answer = officer.post(f"/cases/{case.id}/approval", said, case.version)
    assert answer.status_code == 201, answer.json
    return answer.json["version"]


def decided(town, colleague, filed, verdict):
    case = town.case(filed)
    answer = colleague.post(f"/cases/{case.id}/approval/decision", verdict, case.version)
    assert answer.status_code == 200, answer.json


ANSWERED = {"responded": 1, "responded_on_time": 1}


@pytest.mark.promise("D3", "in part")
@pytest.mark.promise("T8", "in part")
@pytest.mark.parametrize(
    ("said", "counted", "habit"),
    [
        (DECLINE, {"declined": 1}, "declined"),
        (UNFOUND, {"verified": 1, "on_time": 1}, "answered"),
    ],
)
def test_what_is_approved_counts_once_and_what_is_sent_back_as_nothing(
    town, officer, colleague, chief, said, counted, habit
):
    filed = town.phone.file(homework()).json
    if said is UNFOUND:
        work_on(town, filed)
        assert officer.post(f"/cases/{town.case(filed).id}/checks", CHECK).status_code == 201
    before = figures(town)
    assert before == {"received": 1, "open": 1}
    proposed(town, officer, filed, said)
    assert figures(town) == before
    decided(town, colleague, filed, NO)
    assert figures(town) == before
    assert conduct(town)["411102"] == {}
    proposed(town, officer, filed, said)
    decided(town, colleague, filed, YES)
    assert figures(town) == {"received": 1, **ANSWERED, **counted}
    assert conduct(town, CHIEF)["411102"] == {habit: 1}
