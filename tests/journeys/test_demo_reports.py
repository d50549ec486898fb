"""What the sixty reports of the demo show, on whatever day it is loaded."""

import json
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from demo.files import RECEIPTS, read_log_ins
from demo.load import open_demo
from demo.people import who
from demo.plan import read_plan
from models import (
    Appeal,
    Avoidance,
    Case,
    CaseEvent,
    Consent,
    Joining,
    Office,
    Rating,
    Report,
    Splitting,
    Task,
    Transfer,
)
from models.engine import create_engine, reading
from policy.lifecycle import UNANSWERED
from policy.matters import matter_of
from policy.tasks import TaskStatus, is_task_overdue
from policy.transfers import EscalationReason
from policy.vocabulary import Event, ReporterRole, Severity, Source, Status
from security.receipts import parse_receipt
from services.desk.case_view import view_case
from services.handing.reseal import reachable_keys
from services.refusals import ResealPending
from services.reporters.follow import look
from services.work import SHANGHAI, Work
from tests.support.demo import Loader, acts
from tests.support.rows import all_of

pytestmark = pytest.mark.slow  # it loads the whole demo


def test_every_case_opens_for_an_officer_of_its_office_but_one_that_waits_to_be_sealed(loaded, db):
    desk = open_demo(loaded.world, loaded.var, loaded.unit_of_work)
    cases, plan, texts = all_of(db, Case), read_plan(loaded.world.policy), []
    (waits,) = (case for case in cases if case.reseal_pending)
    for case in cases:
        at = SimpleNamespace(case_id=case.id, office_id=case.office_id)
        with loaded.unit_of_work() as work:
            actor = who(desk, work, at, Event.ACCEPT)
        if case is waits:
            with pytest.raises(ResealPending):
                view_case(Work(loaded.world, db, loaded.now), actor, case.id)
        else:
            texts += [report.text for report in view_case(Work(loaded.world, db, loaded.now), actor, case.id).reports]
    (shut,) = (each.text for each in plan.reports if each.place.target_name == "晨读托管中心(演示)")
    withdrawn = {planned.text for planned in plan.reports if Event.WITHDRAW in {act.event for act in planned.later}}
    assert len(texts) == len(all_of(db, Report)) - 1
    assert sorted(texts) == sorted(each.text for each in plan.reports if each.text not in withdrawn | {shut})


def test_the_case_that_waits_to_be_sealed_can_be_by_a_supervisor_of_its_office(loaded, db):
    desk = open_demo(loaded.world, loaded.var, loaded.unit_of_work)
    case = db.scalars(sa.select(Case).where(Case.reseal_pending)).one()
    with loaded.unit_of_work() as work:
        supervisor = who(desk, work, SimpleNamespace(case_id=case.id, office_id=case.office_id), Event.RESEAL)
    assert supervisor.office_id == case.office_id
    assert len(reachable_keys(db, supervisor, case.id).report_keys) == 1


def test_the_demo_has_sixty_reports_of_every_category_matter_and_role(loaded, policy):
    plan = read_plan(policy)
    assert len(plan.reports) == 60
    assert {planned.category for planned in plan.reports} == set(policy.forms)
    matters = {matter_of(policy.matters, planned.category, planned.answers) for planned in plan.reports}
    assert matters == set(policy.matters.by_code)
    assert {planned.reporter_role for planned in plan.reports} == set(ReporterRole)
    assert len({planned.text for planned in plan.reports}) == 60


def test_what_was_done_about_a_report_of_the_demo_never_comes_before_it(policy):
    for planned in read_plan(policy).reports:
        backs = [planned.back, *(act.back for act in planned.later)]
        assert backs == sorted(backs, reverse=True), planned.text


def test_cases_of_the_demo_stand_in_every_status(db):
    found = Counter(case.status for case in all_of(db, Case))
    at_least = {"submitted": 12, "accepted": 12, "investigating": 8, "awaiting_reporter": 3}
    at_least |= {"resolved": 5, "closed": 4, "declined": 2, "referred_out": 1}
    assert set(at_least) == set(Status)
    assert found >= Counter(at_least)


def test_everything_that_can_happen_to_a_case_has_happened_in_the_demo(db):
    found = {event.event for event in all_of(db, CaseEvent)}
    assert found == set(Event) - {Event.RATE}  # which leaves no line of history
    assert len(all_of(db, Rating)) >= 5
    assert any(handing.settles for handing in all_of(db, Transfer))


def test_a_supervisor_who_looks_through_the_demo_finds_everything_that_can_happen(loaded, db):
    account = next(one for one in read_log_ins(loaded.var) if one.username == "supervisor-000000-education")
    supervisor, work = loaded.actor(account), Work(loaded.world, db, loaded.now)
    views = [view_case(work, supervisor, case.id) for case in all_of(db, Case)]
    assert {line.event for view in views for line in view.history} == set(Event) - {Event.RATE}


def test_tasks_of_the_demo_stand_in_every_status_and_one_is_late(loaded, db):
    tasks = all_of(db, Task)
    assert {task.status for task in tasks} == set(TaskStatus)
    late = [task for task in tasks if is_task_overdue(TaskStatus(task.status), task.due_on, loaded.now.date())]
    assert len(late) == 1


def test_of_the_demo_s_answers_one_is_to_be_looked_at_now_and_one_later(loaded, db):
    days = sorted((row.recheck_on - loaded.now.date()).days for row in all_of(db, Case) if row.recheck_on)
    assert days[0] <= 0 < days[-1]


def test_cases_of_the_demo_show_each_way_between_offices(db):
    """Also those that the names of events do not tell apart."""
    cases, lines = {case.id: case for case in all_of(db, Case)}, defaultdict(list)
    for event in db.scalars(sa.select(CaseEvent).order_by(CaseEvent.version)):
        lines[event.case_id].append(event.event)
    appeals = [lines[appeal.case_id] for appeal in all_of(db, Appeal)]
    assert {"uphold", "send_back", "resolve"} <= {event for history in appeals for event in history}
    stepped_aside = [history[history.index("recuse") :] for history in lines.values() if "recuse" in history]
    assert {"transfer" in history for history in stepped_aside} == {True, False}  # up, and with a colleague
    assert {row.agreed for row in all_of(db, Consent)} == {True, False}
    down = [row.case_id for row in all_of(db, Avoidance) if cases[row.case_id].office_id == row.office_id]
    assert len(down) == 1
    reports = Counter(report.case_id for report in all_of(db, Report))
    split_off = {splitting.new_case_id for splitting in all_of(db, Splitting)}
    holding = [joining for joining in all_of(db, Joining) if joining.undone_version is None]
    by_staff = {joining.into_case_id for joining in holding if joining.case_id not in split_off}
    assert len(split_off) == len(all_of(db, Joining)) - len(holding) == 1
    shared = {case_id for case_id, many in reports.items() if many == 2}
    assert len(shared) == 2
    assert len(shared & by_staff) == 1
    up = {row.case_id for row in all_of(db, Transfer) if row.reason_code == EscalationReason.NOT_ACCEPTED}
    assert {cases[case_id].reseal_pending for case_id in up} == {True, False}


def open_cases(db, now):
    """The cases of each office that wait for something, and on which day at the latest."""
    waiting = [case for case in all_of(db, Case) if case.status in UNANSWERED]
    assert {case.submitted_on for case in waiting} <= {now.date() - timedelta(days=n) for n in range(40)}
    return [(case.office_id, (case.next_due_on - now.date()).days) for case in waiting]


def test_the_queue_is_alive_on_the_day_of_loading(loaded, db):
    due = [days for _, days in open_cases(db, loaded.now)]
    assert sum(days == 0 for days in due) >= 3
    assert sum(days < 0 for days in due) >= 4
    assert sum(days > 0 for days in due) >= 15
    fresh = [case for case in all_of(db, Case) if case.submitted_on == loaded.now.date()]
    assert len(fresh) >= 4


def test_several_offices_have_work_and_one_has_much(loaded, db):
    offices = {office.id: f"{office.division_code}-{office.department}" for office in all_of(db, Office)}
    queues = Counter(offices[office_id] for office_id, _ in open_cases(db, loaded.now))
    assert len(queues) >= 20
    (name, most), (_, next_most) = queues.most_common(2)
    assert name == "411102-education"
    assert most >= 8 > next_most


def test_receipts_of_the_demo_open_one_report_of_each_status(loaded):
    told = json.loads((loaded.var / RECEIPTS).read_text())
    assert {one["status"] for one in told} == set(Status)
    with loaded.unit_of_work() as work:
        for one in told:
            view, subscribed = look(work, parse_receipt(one["receipt"]))
            assert (view.reference, view.category) == (one["reference"], one["category"])
            assert not subscribed


def test_deadlines_beyond_the_calendar_are_provisional(world_on, policy, sqlite_databases, tmp_path):
    with sqlite_databases.migrated() as url:
        engine = create_engine(url)
        last_days = datetime.combine(policy.calendar.last - timedelta(days=9), time(9), SHANGHAI)
        Loader(world_on(engine), last_days, tmp_path).load()
        with reading(engine) as db:
            assert {report.due_is_provisional for report in all_of(db, Report)} == {True, False}
        engine.dispose()


def test_a_demo_loaded_on_a_day_off_is_as_alive(world_on, policy, sqlite_databases, tmp_path, now):
    with sqlite_databases.migrated() as url:
        engine = create_engine(url)
        national_day = now.replace(month=10, day=4)
        Loader(world_on(engine), national_day, tmp_path).load()
        with reading(engine) as db:
            assert {case.status for case in all_of(db, Case)} == set(Status)
            assert len(all_of(db, Report)) == 60 - acts(read_plan(policy), Event.WITHDRAW)
        engine.dispose()


@pytest.mark.promise("T11")
def test_safety_reports_are_open_to_two_offices_and_end_only_after_a_hand_over(db):
    superiors = {office.id: office.superior_id for office in all_of(db, Office)}
    cases = [case for case in all_of(db, Case) if case.safety]
    assert len(cases) >= 3
    assert all(case.alerted_office_id == superiors[case.office_id] for case in cases)
    handed_over = {event.case_id for event in all_of(db, CaseEvent) if event.event == Event.HAND_OVER}
    answered = {case.id for case in cases if case.status not in UNANSWERED}
    assert answered
    assert answered <= handed_over


def test_most_reports_show_a_suspicion(db):
    severity = {case.id: case.severity for case in all_of(db, Case)}
    assert sum(severity[report.case_id] < Severity.NORMAL for report in all_of(db, Report)) >= 40


def test_staff_took_some_of_them(db):
    sources = Counter(report.source for report in all_of(db, Report))
    assert set(sources) == {source.value for source in Source}
    assert sources[Source.ONLINE] > sum(count for source, count in sources.items() if source != Source.ONLINE)
