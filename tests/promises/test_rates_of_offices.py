"""D3 as a supervisor reads it: what an office did in three weeks, and its rates, worked out by hand."""

import pytest

from policy.vocabulary import Role
from services.figures.closing import close_day
from tests.services.lives import OFFICER
from tests.services.town import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]

CHIEF, SECOND, NEIGHBOURS = "chief", "second", "411103"
FOUND = {"outcome": "substantiated", "public_reply": "学校已经减少作业。"}


@pytest.fixture
def filed(town):
    """Five reports at an office, all due on the 9th of December, and one at each of two others."""
    town.hires(CHIEF, Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    town.hires(SECOND, Role.OFFICER, town.office("411102"), SUPERVISOR)
    for place in ({"place": {"division_code": NEIGHBOURS}}, {"avoid_local_office": True}):
        town.phone.file(homework(**place))
    return [town.phone.file(homework()).json for _ in range(5)]


def resolve(town, filed, username=OFFICER):
    """Take it on, if nobody has, and find it true."""
    officer, case = town.console(username), town.house.case_of(filed)
    for event in ("accept", "investigate"):
        taken = officer.move(case["id"], case["version"], event)
        case = taken.json if taken.status_code == 200 else case
    assert officer.end(case["id"], case["version"], "resolve", **FOUND).status_code == 200


def overturn(town, filed):
    """The reporter appeals, and the city has it done again."""
    assert town.act(filed, "appeal", {"reason": "没有变化。"}).status_code == 204
    case, decision = town.house.case_of(filed), {"decision": "send_back", "reason": "再查一次。"}
    decided = town.console(CHIEF).post(f"/cases/{case['id']}/appeal", decision, case["version"])
    assert decided.status_code == 204, decided.json["errors"]


def rate(town, filed, *, solved, score):
    assert town.act(filed, "rating", {"solved": solved, "score": score}).status_code == 204


def let_lie(town, *lain):
    """What an office might try with two reports that nobody dealt with; this is nothing at all."""


def merge(town, one, other):
    body = {"case_ids": [town.case(other).id]}
    assert (
        town.console(OFFICER).post(f"/cases/{town.case(one).id}/merge", body, town.case(one).version).status_code == 200
    )


def split(town, one, other):
    merge(town, one, other)
    case, officer = town.case(one), town.console(OFFICER)
    ids = [each["id"] for each in officer.get(f"/cases/{case.id}").json["reports"]]
    assert officer.post(f"/cases/{case.id}/split", {"report_ids": ids[1:]}, case.version).status_code == 201


def transfer(town, one, _):
    assert town.send(one, OFFICER, town.office(NEIGHBOURS)).status_code == 200


def decline(town, one, _):
    town.answer(one, event="decline")


def told(town):
    """By code of the division, the figures of all offices below the province, of every day that is over; their sum."""
    while town.does(close_day):
        pass
    answer = town.console(SUPERVISOR).get("/figures", since="2026-11-18", until="2026-12-31").json
    return {line["office"]["division_code"]: line for line in answer["items"]}, answer["total"]


@pytest.mark.promise("D3")
@pytest.mark.parametrize("trick", [let_lie, merge, split, transfer, decline])
def test_rates_say_what_was_done_in_time_and_no_trick_makes_them_better(town, filed, trick):
    kept, fallen, late, *lain = filed
    resolve(town, kept)
    resolve(town, fallen)
    town.days(2)
    overturn(town, fallen)
    town.days(3)
    resolve(town, fallen, SECOND)
    town.days(17)  # the 10th of December
    resolve(town, late)
    trick(town, *lain)
    rate(town, kept, solved=True, score=5)
    rate(town, late, solved=False, score=2)
    town.days(4)  # opinions are counted by the week
    lines, total = told(town)
    office = lines["411102"]
    assert office["on_time_rate"] == 0.333  # kept and again, of kept, fallen, again, late and the two that lay
    assert office["response_rate"] == 0.5  # the first words of kept, fallen and again, of the same six
    assert (office["solved_rate"], office["satisfied_rate"], office["overturned"]) == (0.5, 0.5, 1)
    assert [lines[code]["on_time_rate"] for code in ("411100", NEIGHBOURS)] == [0.5, 0]
    assert total["on_time_rate"] == 0.333
    assert [(code, line["received"]) for code, line in lines.items()] == [("411100", 1), ("411102", 5), ("411103", 1)]
