"""A case that nobody takes on goes up by the clock, without anybody's key: who opens it before, meanwhile, after?"""

import pytest
import sqlalchemy as sa

from models import KeyGrant, Outbox, Transfer
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.office_closing import check_offices
from services.administration.staff_accounts import add_staff
from services.handing.escalation import escalate_by_clock, remind_late_offices
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.test_heavy_work import watching
from tests.services.town import AT_ROOT, EVERYBODY, SUPERVISOR, filed, risen, town
from tests.support.phone import homework

__all__ = ["filed", "risen", "town"]


@pytest.mark.promise("K3")
def test_what_nobody_takes_on_is_reminded_of_and_then_goes_to_where_somebody_can_open_it(town, filed):
    assert town.openers(filed, EVERYBODY) == {OFFICER}
    accept_on = town.case(filed).accept_on
    while town.clock().date() <= accept_on:
        town.daily(1)
        assert town.events(filed) == ["file"] or town.clock().date() > accept_on
    assert town.events(filed) == ["file", "remind"]
    assert town.openers(filed, EVERYBODY) == {OFFICER}
    reminded_on = town.case(filed).reminded_on
    while town.case(filed).office_id == town.office("411102"):
        town.daily(1)
        assert (town.clock().date() - reminded_on).days < 10
    assert (town.clock().date() - reminded_on).days > 5
    case = town.case(filed)
    assert (case.office_id, case.reseal_pending, case.status) == (town.office("410000"), True, "submitted")
    assert town.events(filed) == ["file", "remind", "escalate"]


@pytest.mark.promise("K3")
def test_until_it_is_sealed_again_nobody_opens_it_and_the_office_below_has_lost_it(town, risen):
    below, above = town.office("411102"), town.office("410000")
    case_id = town.case(risen).id
    assert town.openers(risen, set(EVERYBODY) - {PROVINCE, SUPERVISOR}) == set()
    assert town.holders(risen) == ({below}, {below})
    officer = town.console(OFFICER)
    assert officer.get(f"/cases/{case_id}").status_code == 404
    assert officer.get("/cases").json["items"] == []
    assert officer.move(case_id, 3, "accept").status_code == 404
    assert officer.post(f"/cases/{case_id}/reseal", None).status_code == 404
    for username in (PROVINCE, SUPERVISOR):
        answer = town.console(username).get(f"/cases/{case_id}")
        assert (answer.status_code, answer.json["code"]) == (409, "reseal_pending")
        item = town.console(username).get("/cases").json["items"][0]
        assert (item["id"], item["reseal_pending"]) == (case_id, True)
    assert town.reseals(PROVINCE, risen).json["code"] == "key_not_held"
    assert town.holders(risen) == ({below}, {below})
    assert town.reseals(SUPERVISOR, risen).status_code == 200
    assert town.holders(risen) == ({above}, {above})
    assert town.openers(risen, EVERYBODY) == {PROVINCE, SUPERVISOR}
    assert not town.case(risen).reseal_pending
    version = town.case(risen).version
    assert town.reseals(SUPERVISOR, risen).status_code == 200
    assert town.case(risen).version == version
    assert town.console(PROVINCE).move(case_id, version, "accept").status_code == 200


@pytest.mark.promise("T3", "in part")
def test_no_deadline_begins_again_and_the_reporter_reads_the_truth(town, filed):
    before = town.case(filed)
    with reading(town.house.engine) as db:
        waiting = len(db.scalars(sa.select(Outbox.id)).all())
    town.daily(14)
    after = town.case(filed)
    for name in ("submitted_on", "accept_on", "first_answer_on", "finish_on", "told_on"):
        assert getattr(after, name) == getattr(before, name)
    mine = town.mine(filed)
    assert mine["due_on"] == filed["due_on"]
    assert [act["event"] for act in mine["timeline"]] == ["file", "escalate"]
    assert "even after a reminder" in mine["timeline"][-1]["text"]
    assert town.installed.offices["410000", "education"].name in mine["timeline"][-1]["text"]
    assert (mine["office"]["division_code"], mine["routing_reason"]["code"]) == ("410000", "routing.escalated")
    with reading(town.house.engine) as db:
        assert len(db.scalars(sa.select(Outbox.id)).all()) == waiting + 1


@pytest.mark.promise("D2", "in part")
def test_the_clock_may_run_twice_late_and_set_back_and_does_each_thing_once(town, filed):
    town.days(60)  # the scheduler was away
    town.run_clock()
    assert town.events(filed) == ["file", "remind"]
    assert town.run_clock() == 0
    town.days(-1)
    assert town.run_clock() == 0
    assert town.case(filed).office_id == town.office("411102")
    while "escalate" not in town.events(filed):
        town.daily(1)
    town.clock.forward(-3600)
    assert town.run_clock() == 0
    assert town.case(filed).office_id == town.office("410000")
    town.daily(14)
    assert town.events(filed).count("remind") == 2
    assert town.events(filed)[-1] == "escalate"
    assert town.case(filed).office_id == town.office("000000")
    town.daily(30)
    assert town.events(filed)[-1] == "remind"
    assert town.events(filed).count("escalate") == 2


@pytest.mark.promise("D2", "in part")
@pytest.mark.promise("K3")
def test_two_schedulers_at_once_move_each_case_once(town, at_once):
    filed = [town.phone.file(homework()).json for _ in range(4)]
    town.days(4)
    for job, event in ((remind_late_offices, "remind"), (escalate_by_clock, "escalate")):
        done = at_once(lambda _, job=job: town.does(job), range(3))
        assert sum(done) == len(filed)
        assert all(town.events(one).count(event) == 1 for one in filed)
        town.days(12)


def test_a_case_that_was_taken_on_in_time_stays(town, filed):
    assert town.console(OFFICER).move(town.case(filed).id, 1, "accept").status_code == 200
    town.daily(30)
    assert town.case(filed).office_id == town.office("411102")
    assert "remind" not in town.events(filed)


def test_a_case_taken_on_after_the_reminder_stays(town, filed):
    town.daily(6)
    assert town.events(filed) == ["file", "remind"]
    assert town.console(OFFICER).move(town.case(filed).id, 2, "accept").status_code == 200
    town.daily(20)
    assert town.case(filed).office_id == town.office("411102")


@pytest.mark.promise("K3")
def test_where_nobody_is_left_it_goes_up_soon_whatever_its_status(town, filed):
    town.console(OFFICER).move(town.case(filed).id, 1, "accept")
    town.removes(OFFICER)
    town.run_clock()
    assert town.case(filed).office_id == town.office("411102")
    town.daily(5)
    case = town.case(filed)
    assert (case.office_id, case.status, case.assignee_id) == (town.office("410000"), "submitted", None)
    assert "Nobody at the office" in town.mine(filed)["timeline"][-1]["text"]
    assert town.reseals(SUPERVISOR, filed).status_code == 200
    assert town.openers(filed, (NEIGHBOUR, CITY, PROVINCE, SUPERVISOR)) == {PROVINCE, SUPERVISOR}


def test_pending_members_count_as_nobody_and_granted_ones_as_somebody(town, filed):
    town.does(add_staff, "pending", Role.OFFICER, town.office("411102"))
    town.hires("keyed", Role.OFFICER, town.office("411102"), OFFICER)
    town.removes(OFFICER)
    assert town.console("keyed").move(town.case(filed).id, 1, "accept").status_code == 200
    town.daily(8)
    assert town.case(filed).office_id == town.office("411102")
    town.removes("keyed")
    town.daily(8)
    assert town.case(filed).office_id == town.office("410000")


@pytest.mark.promise("K3")
@pytest.mark.promise("T11", "in part")
def test_a_safety_case_goes_up_with_the_office_above_that_one_alerted(town):
    filed = town.phone.file(homework(safety=True)).json
    assert town.openers(filed, EVERYBODY) == {OFFICER, CITY}
    town.daily(14)
    case = town.case(filed)
    assert (case.office_id, case.alerted_office_id) == (town.office("410000"), town.office("000000"))
    assert town.reseals(SUPERVISOR, filed).status_code == 200
    assert town.openers(filed, EVERYBODY) == {PROVINCE, SUPERVISOR, ROOT, AT_ROOT}
    assert town.holders(filed) == ({town.office("410000"), town.office("000000")},) * 2


@pytest.mark.promise("K3")
def test_going_up_needs_nobodys_key(town, filed):
    with writing(town.house.engine) as db:
        db.execute(sa.delete(KeyGrant).where(KeyGrant.staff_id == town.staff_id(OFFICER)))
        db.commit()
    before = town.holders(filed)
    with watching(town.house.engine) as watch:
        town.days(8)
        town.run_clock()
    assert watch.done == []
    assert town.case(filed).reseal_pending
    assert town.holders(filed) == before


def test_where_nobody_above_could_open_it_it_stays_and_the_check_says_so(town, filed):
    for username in (SUPERVISOR, AT_ROOT):
        town.removes(username)
    town.removes(OFFICER)
    town.daily(30)
    assert town.case(filed).office_id == town.office("411102")
    with reading(town.house.engine) as db:
        found = [(one.code, one.params["office"]) for one in check_offices(db)]
    name = town.installed.offices["411102", "education"].name
    assert ("office_check.nobody_there", name) in found
    assert ("office_check.case_nobody_sees", name) in found


def test_the_reasons_are_clear_and_stand_in_the_history(town, risen):
    with reading(town.house.engine) as db:
        assert db.scalars(sa.select(Transfer.reason_code)).all() == ["not_accepted"]
    town.reseals(SUPERVISOR, risen)
    history = town.console(PROVINCE).get(f"/cases/{town.case(risen).id}").json["history"]
    assert [(line["event"], line["by"], line["reason_code"]) for line in history[-2:]] == [
        ("escalate", None, "not_accepted"),
        ("reseal", SUPERVISOR, None),
    ]
