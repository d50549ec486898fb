"""A case that nobody takes on goes up by the clock, without anybody's key: who opens it before, meanwhile, after?"""

import pytest
import sqlalchemy as sa

from models import Case, CaseEvent, KeyGrant, Outbox, Report, Staff, Transfer
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.office_closing import check_offices, close_office
from services.administration.staff_accounts import add_staff, remove_staff
from services.handing.escalation import escalate_by_clock, remind_late_offices
from services.people.key_reach import staff_holder
from services.refusals import NotFound, RootStays
from services.schedule import JOBS
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT, Lives
from tests.services.test_heavy_work import check, watching
from tests.support.house import House
from tests.support.phone import homework

SUPERVISOR, AT_ROOT = "supervisor-410000", "supervisor-000000"
EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, SUPERVISOR, ROOT, AT_ROOT)
DAY_S = 86400
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}


class Town(Lives):
    """What people and the clock do in a town of its own."""

    def does(self, act, *inputs):
        with writing(self.house.engine) as db:
            done = act(self.house.work(db), *inputs)
            db.commit()
        return done

    def case(self, filed):
        with reading(self.house.engine) as db:
            return db.get(Case, self.house.case_of(filed)["id"])

    def days(self, number):
        self.clock.forward(number * DAY_S)

    def run_clock(self):
        """Every job until nothing is left to do, as the scheduler does it; how much was done."""
        total = 0
        for job in JOBS:
            done = 1
            while done:
                done = self.does(job)
                total += done
        return total

    def daily(self, days):
        """The scheduler, day by day."""
        for _ in range(days):
            self.days(1)
            self.run_clock()

    def events(self, filed):
        wanted = sa.select(CaseEvent.event).where(CaseEvent.case_id == self.case(filed).id).order_by(CaseEvent.version)
        with reading(self.house.engine) as db:
            return list(db.scalars(wanted))

    def staff_id(self, username):
        with reading(self.house.engine) as db:
            return db.scalars(sa.select(Staff.id).where(Staff.username == username)).one()

    def hires(self, username, role, office_id, grantor):
        holder = self.does(staff_holder, grantor, self.installed.passwords[grantor])
        self.installed.passwords[username] = self.does(add_staff, username, role, office_id, holder).password

    def removes(self, username):
        self.does(remove_staff, self.staff_id(username))

    def reseals(self, username, filed):
        return self.console(username).post(f"/cases/{self.house.case_of(filed)['id']}/reseal", None)


@pytest.fixture
def town(app, clock, installed):
    return Town(House(app, clock, installed))


@pytest.fixture
def filed(town):
    return town.phone.file(homework(subscription=FID)).json


@pytest.fixture
def risen(town, filed):
    """A case that went up because nobody took it on."""
    while town.case(filed).office_id != town.office("410000"):
        town.daily(1)
    return filed


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
