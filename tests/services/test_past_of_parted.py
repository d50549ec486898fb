"""T4, D2: what was split off, or joined, keeps what happened before: who took it on, and what was warned of."""

import pytest
import sqlalchemy as sa

from models import Case, Reminder, ReminderTo, Transfer
from models.engine import reading
from policy.transfers import EscalationReason
from services.handing.ways import ways_of
from tests.services.joint import case_id_of, file_at, new_school, stored_case
from tests.services.lives import NEIGHBOUR, OFFICER
from tests.services.parted import report_ids
from tests.services.town import SUPERVISOR, town

__all__ = ["town"]


@pytest.fixture
def shared(lives, house):
    """Two reports that are one case, taken on by the first office."""
    school = new_school(house)
    filed = [file_at(lives.phone, school) for _ in range(2)]
    case_id = case_id_of(house.engine, filed[0])
    assert lives.console(OFFICER).move(case_id, 1, "accept").status_code == 200
    return filed, case_id


def split_off(lives, part, case_id, filed, username=OFFICER):
    ids = report_ids(lives, case_id, filed, username)
    answer = part(case_id, "split", username=username, report_ids=ids)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def first_office(lives, username, case_id):
    office = lives.console(username).get(f"/cases/{case_id}/tasks").json["first_office"]
    return office and office["division_code"]


@pytest.mark.promise("T4", "in part")
def test_the_office_that_took_a_case_on_is_named_on_what_was_split_off_wherever_it_goes(lives, shared, part, act):
    filed, case_id = shared
    here, beside = "411102", lives.office("411103")
    new = split_off(lives, part, case_id, filed[:1])
    assert [first_office(lives, OFFICER, one) for one in (case_id, new)] == [here, here]
    assert lives.send(filed[0], OFFICER, beside).status_code == 200
    assert lives.console(NEIGHBOUR).move(new, 2, "accept").status_code == 200
    assert first_office(lives, NEIGHBOUR, new) == here
    assert lives.send(filed[1], OFFICER, beside).status_code == 200
    back = part(case_id, "merge", username=NEIGHBOUR, case_ids=[new])
    assert back.status_code == 200, back.json
    assert first_office(lives, NEIGHBOUR, case_id) == here


@pytest.mark.promise("T4", "in part")
def test_a_case_that_nobody_took_on_has_the_first_office_of_what_was_joined_to_it(lives, named, part, act, house):
    ids = [case_id_of(house.engine, named()) for _ in range(2)]
    assert first_office(lives, OFFICER, ids[0]) is None
    act(ids[1], "accept")
    assert part(ids[0], "merge", case_ids=ids[1:]).status_code == 200
    assert first_office(lives, OFFICER, ids[0]) == "411102"
    version = stored_case(house.engine, ids[0]).version
    assert part(ids[0], "undo", versions=[version]).status_code == 200
    assert [first_office(lives, OFFICER, one) for one in ids] == [None, "411102"]


def test_each_case_has_come_the_ways_of_its_own_reports_and_of_no_others(lives, named, part, house):
    filed = [named() for _ in range(3)]
    ids = [case_id_of(house.engine, one) for one in filed]
    for holder, to in ((OFFICER, "411103"), (NEIGHBOUR, "411102")):
        assert lives.send(filed[1], holder, lives.office(to)).status_code == 200
    assert part(ids[0], "merge", case_ids=ids[1:]).status_code == 200
    new = split_off(lives, part, ids[0], filed[2:])
    assert part(ids[0], "undo", versions=[2]).status_code == 200
    with reading(house.engine) as db:
        ways = {one: {len(way) for way in ways_of(db, stored_case(house.engine, one))} for one in (ids[0], ids[1], new)}
    assert ways == {ids[0]: {0}, ids[1]: {2}, new: {0}}


def warned(town, case_id):
    rows = sa.select(Reminder.kind, ReminderTo.office_id).join(ReminderTo, ReminderTo.reminder_id == Reminder.id)
    with reading(town.house.engine) as db:
        return sorted(tuple(row) for row in db.execute(rows.where(Reminder.case_id == case_id)))


@pytest.fixture
def in_town(town):
    """Split a case of the town as it is now."""

    def do(case_id, path, **body):
        version = stored_case(town.house.engine, case_id).version
        return town.console(OFFICER).post(f"/cases/{case_id}/{path}", body, version)

    return do


@pytest.mark.promise("D2", "in part")
@pytest.mark.parametrize("again", [False, True])
def test_what_was_warned_of_before_a_split_is_not_warned_of_again(town, in_town, again):
    """The rest is, once and on its day; so it is of what is done again."""
    school = new_school(town.house)
    filed = [file_at(town.phone, school) for _ in range(2)]
    case_id = town.case(filed[0]).id
    officer = town.console(OFFICER)
    version = 1
    if again:
        officer.end(case_id, 1, "decline", reason="r", public_reply="p")
        version = stored_case(town.house.engine, case_id).version
        town.days(3)
        above = town.console(SUPERVISOR).post(f"/cases/{case_id}/reopening", {"reason": "r"}, version)
        assert above.status_code == 204
        version += 1
    assert town.console(OFFICER).move(case_id, version, "accept").status_code == 200
    while "due" not in {kind for kind, _ in warned(town, case_id)}:
        town.daily(1)
    assert town.case(filed[0]).finish_on == town.clock().date()
    ids = report_ids(town, case_id, filed[:1], OFFICER)
    new = in_town(case_id, "split", report_ids=ids).json["id"]
    town.run_clock()
    assert warned(town, new) == []
    town.daily(20)
    late = [one for one in warned(town, case_id) if one[0] == "late"]
    assert warned(town, new) == late
    assert len(late) == len(set(late)) > 0


def test_those_above_find_what_was_split_off_from_a_case_that_came_back_and_went_up(town):
    school = new_school(town.house)
    filed = [file_at(town.phone, school) for _ in range(2)]
    case_id = town.case(filed[0]).id
    for holder, to in ((OFFICER, "411103"), (NEIGHBOUR, "411102")):
        assert town.send(filed[0], holder, town.office(to)).status_code == 200
    with town.house.engine.begin() as connection:
        went_up = sa.update(Transfer).where(Transfer.case_id == case_id, Transfer.version == 2)
        connection.execute(went_up.values(reason_code=EscalationReason.NOT_ACCEPTED.value))
        connection.execute(sa.update(Case).where(Case.id == case_id).values(is_raised=True))
    body = {"report_ids": report_ids(town, case_id, filed[:1], OFFICER)}
    new = town.console(OFFICER).post(f"/cases/{case_id}/split", body, town.case(filed[0]).version)
    assert new.status_code == 201, new.json
    for concern in ("bounced", "raised"):
        found = town.console(SUPERVISOR).get("/cases", concern=concern, limit=100).json["items"]
        assert {case_id, new.json["id"]} <= {one["id"] for one in found}


def test_what_was_split_off_and_put_back_again_and_again_has_come_no_more_ways_for_it(town):
    """Each round doubled them."""
    school = new_school(town.house)
    filed = [file_at(town.phone, school) for _ in range(2)]
    case_id, officer = town.case(filed[0]).id, town.console(OFFICER)
    for _ in range(4):
        body = {"report_ids": report_ids(town, case_id, filed[1:], OFFICER)}
        version = town.case(filed[0]).version
        assert officer.post(f"/cases/{case_id}/split", body, version).status_code == 201
        assert officer.post(f"/cases/{case_id}/undo", {"versions": [version + 1]}, version + 1).status_code == 200
    with reading(town.house.engine) as db:
        assert len(ways_of(db, stored_case(town.house.engine, case_id))) == 2
