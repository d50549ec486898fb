"""Tasks while offices change: new keys, an office closes or empties, a case goes up, somebody steps aside."""

import pytest

from models import Office, Task, TaskKeyWrap
from models.engine import reading
from policy.vocabulary import Role
from services.administration.office_changes import change_keys
from services.administration.office_closing import close_office
from services.administration.rotation import GRACE, finish_rotations, left
from services.cases.destruction import destroy_case
from services.cases.record import lock_case
from services.joint.by_clock import return_tasks_by_clock
from tests.services.lives import CITY, MARKET, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.tasked import REQUEST, RESULT, Tasked
from tests.services.town import SUPERVISOR, town
from tests.support.rows import all_of
from tests.support.statements import listening

__all__ = ["town"]

MARKET_OFFICE = ("411100", "market_regulation")


@pytest.fixture
def tasked(town):
    return Tasked(town)


def left_of(town, office_id):
    with reading(town.house.engine) as db:
        return left(db, db.get_one(Office, office_id))


@pytest.mark.promise("K3", "in part")
def test_new_keys_of_the_office_that_was_asked_open_its_tasks_and_the_old_ones_go(town, tasked):
    office_id, task_id = town.office(*MARKET_OFFICE), tasked.asked()
    town.does(change_keys, office_id)
    assert left_of(town, office_id) == {"work": 1}
    assert tasked.reads(MARKET, task_id) == (REQUEST, None)
    later = tasked.asked(kind="licence")
    assert town.console(MARKET).post(f"/offices/{office_id}/rotation", None).json == {"left": {}}
    town.clock.forward(GRACE.total_seconds())
    assert town.does(finish_rotations) == 1
    assert tasked.reads(MARKET, task_id) == tasked.reads(MARKET, later) == (REQUEST, None)
    tasked.moved(task_id, "accept", "finish")
    assert tasked.reads(OFFICER, task_id) == (REQUEST, RESULT)


@pytest.mark.promise("K3", "in part")
def test_new_keys_of_the_lead_leave_its_tasks_open_to_it(town, tasked):
    task_id = tasked.asked()
    town.does(change_keys, town.office("411102"))
    assert town.console(OFFICER).post(f"/offices/{town.office('411102')}/rotation", None).json == {"left": {}}
    town.clock.forward(GRACE.total_seconds())
    assert town.does(finish_rotations) == 1
    assert tasked.reads(OFFICER, task_id) == (REQUEST, None)


@pytest.mark.promise("K3", "in part")
def test_who_left_the_office_that_was_asked_reads_nothing_and_who_comes_reads_what_is_granted(town, tasked):
    task_id = tasked.asked()
    town.hires("second", Role.OFFICER, town.office(*MARKET_OFFICE), MARKET)
    gone = town.console(MARKET)
    town.removes(MARKET)
    assert gone.get(f"/tasks/{task_id}").status_code == 401
    assert tasked.reads("second", task_id) == (REQUEST, None)
    tasked.moved(task_id, "accept", "finish", username="second")


@pytest.mark.promise("T4", "in part")
def test_from_an_office_that_is_closed_a_task_comes_back_and_holds_the_case_up_no_more(town, tasked):
    task_id, other = tasked.asked(), tasked.asked(office_id=town.office("411100"), kind="opinion")
    town.does(close_office, town.office(*MARKET_OFFICE))
    assert town.does(return_tasks_by_clock) == 1
    assert town.does(return_tasks_by_clock) == 0
    assert (tasked.task(task_id).status, tasked.task(other).status) == ("returned", "open")
    assert tasked.holders(task_id) == set()
    assert town.events(tasked.filed)[-1] == "return_task"
    assert tasked.ask(kind="licence").json["errors"][0]["code"] == "transfer.closed_office"


def test_from_an_office_that_everybody_left_it_comes_back_after_a_while(town, tasked):
    task_id = tasked.asked()
    town.removes(MARKET)
    assert town.does(return_tasks_by_clock) == 0
    while tasked.task(task_id).status == "open":
        town.days(1)
        town.does(return_tasks_by_clock)
        assert (town.clock().date() - tasked.case.submitted_on).days < 10
    assert (town.clock().date() - tasked.case.submitted_on).days == 3
    assert tasked.task(task_id).status == "returned"


@pytest.mark.promise("T4", "in part")
def test_what_nobody_took_on_comes_back_after_its_day_and_counts_for_the_office_that_was_asked(town, tasked):
    left, taken = tasked.asked(), tasked.asked(office_id=town.office("411100"), kind="opinion")
    tasked.moved(taken, "accept", username=CITY)
    due_on = tasked.task(left).due_on
    while tasked.task(left).status == "open":
        town.days(1)
        town.does(return_tasks_by_clock)
        assert (town.clock().date() - due_on).days < 10
    assert (town.clock().date() - due_on).days == 3  # two working days are over
    assert (tasked.task(left).status, tasked.task(taken).status) == ("returned", "accepted")
    assert tasked.reads(MARKET, left) == (None, None)
    conduct = town.console(SUPERVISOR).get("/offices/conduct").json["items"]
    measured = {one["id"]: {each["measure"]: each["number"] for each in one["measures"]} for one in conduct}
    lying = {office_id: measures["tasks_let_lie"] for office_id, measures in measured.items()}
    assert {office_id for office_id, number in lying.items() if number} == {town.office(*MARKET_OFFICE)}
    tasked.moved(taken, "finish", username=CITY)
    officer, version = town.console(OFFICER), tasked.case.version
    assert officer.move(tasked.case_id, version, "investigate").status_code == 200
    ended = officer.end(tasked.case_id, version + 1, "resolve", outcome="partly", public_reply="已整改。")
    assert ended.status_code == 200


@pytest.mark.promise("K3", "in part")
def test_a_case_that_goes_up_by_itself_takes_its_tasks_along(town, tasked):
    task_id = tasked.asked()
    town.does(close_office, town.office("411102"))
    town.daily(1)
    assert tasked.case.office_id == town.office("410000")
    assert tasked.reads(OFFICER, task_id) == 404
    assert tasked.reads(MARKET, task_id) == (REQUEST, None)
    assert tasked.reads(SUPERVISOR, task_id) == (None, None)
    assert town.reseals(SUPERVISOR, tasked.filed).status_code == 200
    assert tasked.reads(PROVINCE, task_id) == (REQUEST, None)
    tasked.moved(task_id, "accept", "finish")
    assert tasked.reads(PROVINCE, task_id) == (REQUEST, RESULT)


def test_why_a_task_was_cancelled_is_not_lost_before_the_case_is_sealed_for_its_new_lead(town, tasked):
    task_id = tasked.asked()
    town.does(close_office, town.office("411102"))
    town.daily(1)
    too_soon = tasked.move(task_id, "cancel", "不再需要。", username=PROVINCE)
    assert (too_soon.status_code, too_soon.json["code"]) == (409, "reseal_pending")
    assert town.reseals(SUPERVISOR, tasked.filed).status_code == 200
    tasked.moved(task_id, "cancel", text="不再需要。", username=PROVINCE)
    lines = tasked.by(PROVINCE).get(f"/cases/{tasked.case_id}").json["history"]
    assert [line["reason"] for line in lines if line["event"] == "cancel_task"] == ["不再需要。"]


def test_whoever_steps_aside_from_a_case_sees_no_task_of_it_and_the_heir_has_them_all(town):
    tasked = Tasked(town)
    task_id = tasked.asked(office_id=town.office("411103"))
    up = town.console(OFFICER).post(f"/cases/{tasked.case_id}/recusal", {"reason": "亲属。"}, tasked.case.version)
    assert up.status_code == 204
    assert tasked.case.office_id == town.office("411100")
    assert tasked.reads(OFFICER, task_id) == 404
    assert tasked.reads(CITY, task_id) == tasked.reads(NEIGHBOUR, task_id) == (REQUEST, None)
    assert town.console(CITY).move(tasked.case_id, tasked.case.version, "accept").status_code == 200
    below = {"lead": CITY, "office_id": town.office("411102")}
    assert tasked.ask(**below).json["errors"][0]["code"] == "transfer.nobody_there"
    town.hires("second", Role.OFFICER, town.office("411102"), OFFICER)
    given = tasked.asked(**below)
    assert (tasked.reads(OFFICER, given), tasked.reads("second", given)) == (404, (REQUEST, None))
    assert given not in {item["id"] for item in town.console(OFFICER).get("/tasks").json["items"]}
    assert tasked.move(given, "accept", username=OFFICER).status_code == 404


def test_with_a_case_that_is_deleted_its_tasks_go(town, tasked):
    done, cancelled = tasked.asked(), tasked.asked(kind="licence")
    tasked.moved(done, "accept", "finish")
    tasked.moved(cancelled, "cancel", username=OFFICER)
    town.does(lambda work: destroy_case(work, lock_case(work.db, tasked.case_id)))
    with reading(town.house.engine) as db:
        assert (all_of(db, Task), all_of(db, TaskKeyWrap)) == ([], [])
    assert tasked.reads(MARKET, done) == 404


def test_the_queue_asks_as_often_for_many_tasks_as_for_one(town, tasked):
    market = town.console(MARKET)

    def asked():
        statements = []
        with listening(town.house.engine, statements):
            assert market.get("/tasks", open="true").status_code == 200
        return len(statements)

    tasked.asked()
    before = asked()
    tasked.asked(kind="opinion")
    neighbours = Tasked(town, lead=NEIGHBOUR, place={"division_code": "411103"})
    neighbours.asked()
    assert asked() == before
    assert len(market.get("/tasks", open="true").json["items"]) == 3
