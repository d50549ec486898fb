"""The demo is loaded once, whole or continued, and the keys that were made for it open what they should."""

import json
import stat
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import create_app
from demo.files import LOG_INS, RECEIPTS, RECOVERY_KEY, SEED, read_log_ins
from demo.load import DemoRefused
from demo.plan import read_plan
from demo.reports import BY_CLOCK
from models import (
    Base,
    Case,
    CaseEvent,
    Installation,
    Institution,
    KeyGrant,
    Office,
    Rating,
    Report,
    School,
    Staff,
    Transfer,
)
from models.engine import create_engine, reading
from policy.lifecycle import UNANSWERED
from policy.matters import matter_of
from policy.routing import EDUCATION, route
from policy.vocabulary import Event, ReporterRole, Role, Status
from security.evidence.storage import Storage
from security.passwords import DEMO_COST, REAL_COST
from security.proof_of_work import ProofOfWork
from security.receipts import parse_receipt
from security.secrets_file import new_secret, read_secret
from security.wraps import public_of, unwrap
from services.administration.offices import initialise, new_root
from services.desk.case_view import view_case
from services.keyring import OVERSIGHT, RECOVERY, WORK, grant_for, work_key
from services.people.sessions import log_in
from services.reporters.follow import look
from services.work import SHANGHAI, Work, World
from tests.support.demo import Interrupted, Loader

pytestmark = pytest.mark.slow  # each loads the whole demo

SUPERVISED = {"country", "province", "prefecture"}


@pytest.fixture(scope="module")
def world_on(policy, relay_key, argon2_cost):
    """A world on an engine, whose proof of work costs next to nothing."""
    cheap = ProofOfWork(new_secret(), cost=1, counter_range=(1, 2))
    return lambda engine: World(
        engine, policy, cheap, b"c" * 32, relay_key.public, argon2_cost, evidence=Storage(Path("nowhere"))
    )


@pytest.fixture
def loader(engine, world_on, now, tmp_path):
    return Loader(world_on(engine), now, tmp_path)


@pytest.fixture(scope="module")
def loaded(sqlite_databases, world_on, now, tmp_path_factory):
    """A whole demo, for the tests that change nothing in it."""
    with sqlite_databases.migrated() as url:
        engine = create_engine(url)
        loader = Loader(world_on(engine), now, tmp_path_factory.mktemp("var"))
        loader.load()
        yield loader
        engine.dispose()


@pytest.fixture
def db(loaded):
    with reading(loaded.world.engine) as session:
        yield session


def rows(engine):
    """Every row of every table."""
    with engine.connect() as connection:
        tables = Base.metadata.tables.values()
        return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in tables}


def shape(engine):
    """What is alike in two loads, whose ids and keys differ."""
    with reading(engine) as db:
        grants = db.execute(sa.select(KeyGrant.purpose, KeyGrant.staff_id.is_(None)))
        cases = db.execute(sa.select(Case.category, Case.division_code, Case.status, Case.version, Case.severity))
        history = db.execute(sa.select(Case.division_code, CaseEvent.event, CaseEvent.version).join(Case))
        return {
            **{name: len(found) for name, found in rows(engine).items()},
            "grants": Counter(map(tuple, grants)),
            "cases": sorted(map(tuple, cases)),
            "history": sorted(map(tuple, history)),
        }


def all_of(db, table):
    return db.scalars(sa.select(table)).all()


def test_loading_twice_leaves_the_same_rows_and_files(loader):
    loader.load()
    engine, var = loader.world.engine, loader.var
    before = rows(engine), {file.name: file.read_bytes() for file in var.iterdir()}
    loader.load()
    assert (rows(engine), {file.name: file.read_bytes() for file in var.iterdir()}) == before
    assert set(before[1]) >= {LOG_INS, RECEIPTS, RECOVERY_KEY, SEED}


def test_the_mark_is_set_last(loader):
    loader.breaks_off_in = lambda number: number == 100
    with pytest.raises(Interrupted):
        loader.load()
    with reading(loader.world.engine) as db:
        assert db.scalars(sa.select(Installation.demo_loaded)).one() is False
    loader.load()
    with reading(loader.world.engine) as db:
        assert db.scalars(sa.select(Installation.demo_loaded)).one() is True


@pytest.mark.parametrize("every", [pytest.param(3, marks=pytest.mark.slow), 7])
def test_a_load_that_breaks_off_again_and_again_doubles_nothing(loader, every):
    loader.breaks_off_in = lambda number: number % every == 0
    attempts = attempts_until_loaded(loader)
    assert attempts > 5
    plan, found = read_plan(loader.world.policy), shape(loader.world.engine)
    withdrawn, appealed = acts(plan, Event.WITHDRAW), acts(plan, Event.APPEAL)
    assert found["tombstone"] == withdrawn > 0
    assert found["report"] == len(plan.reports) - withdrawn
    assert found["case"] == len(plan.reports) + appealed
    by_people = Counter(event for _, event, _ in found["history"])
    for by_clock in BY_CLOCK:
        del by_people[by_clock]
    planned = Counter(act.event for planned in plan.reports for act in planned.later if act.event is not Event.RATE)
    planned[Event.APPEAL] *= 2  # the case that was appealed against, and the new one
    assert by_people == planned + Counter({Event.FILE: len(plan.reports)})


def acts(plan, event):
    return sum(act.event is event for planned in plan.reports for act in planned.later)


def attempts_until_loaded(loader):
    for attempt in range(1, 400):
        try:
            loader.load()
        except Interrupted:
            continue
        return attempt
    raise AssertionError("the load makes no progress")


def test_a_continued_load_equals_an_uninterrupted_one(loader, world_on, databases, tmp_path):
    loader.load()
    with databases.migrated() as url:
        engine = create_engine(url)
        (tmp_path / "other").mkdir()
        other = Loader(world_on(engine), loader.now, tmp_path / "other")
        other.breaks_off_in = lambda number: number == 2
        with pytest.raises(Interrupted):
            other.load()
        assert rows(engine)["report"] == []
        other.load()
        assert shape(engine) == shape(loader.world.engine)
        engine.dispose()


def test_a_load_that_is_continued_on_another_day_files_the_same_reports(loader):
    loader.breaks_off_in = lambda number: number == 90
    with pytest.raises(Interrupted):
        loader.load()
    filed = len(rows(loader.world.engine)["report"])
    loader.now += timedelta(days=9)
    loader.load()
    found = rows(loader.world.engine)["report"]
    plan = read_plan(loader.world.policy)
    assert 0 < filed < len(found) == len(plan.reports) - acts(plan, Event.WITHDRAW)
    with reading(loader.world.engine) as db:
        assert max(report.filed_on for report in all_of(db, Report)) == loader.now.date() - timedelta(days=9)


def test_what_the_clock_does_is_no_step_of_the_plan_and_stops_no_load(policy):
    """A reminder in a history must not look as if somebody else had worked on the case."""
    assert {"remind", "escalate", "unassign", "resume", "close"} == BY_CLOCK
    assert not BY_CLOCK & {act.event for planned in read_plan(policy).reports for act in planned.later}


def test_a_load_that_breaks_off_before_its_first_commit_leaves_nothing(loader):
    loader.breaks_off_in = lambda number: number == 1
    with pytest.raises(Interrupted):
        loader.load()
    assert not any(rows(loader.world.engine).values())
    kept = read_secret(loader.var / RECOVERY_KEY)
    loader.load()
    assert read_secret(loader.var / RECOVERY_KEY) == kept


@pytest.mark.parametrize("damage", ["missing", "cut", "of another database"])
def test_a_half_made_demo_without_its_log_ins_is_refused_and_says_so(loader, damage):
    loader.breaks_off_in = lambda number: number == 3
    with pytest.raises(Interrupted):
        loader.load()
    file = loader.var / LOG_INS
    text = file.read_text()
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        file.write_text(text[: len(text) // 2])
    else:
        others = [one | {"office_id": None} for one in json.loads(text)]
        file.write_text(json.dumps(others))
    before = rows(loader.world.engine)
    with pytest.raises(DemoRefused, match="half-made"):
        loader.load()
    assert rows(loader.world.engine) == before


def test_a_database_that_is_no_demo_is_refused_and_left_alone(loader, relay_key):
    with loader.unit_of_work() as work:
        initialise(work, new_root(work), relay_key.public, is_demo=False)
    before = rows(loader.world.engine)
    with pytest.raises(DemoRefused, match="not made as a demo"):
        loader.load()
    assert rows(loader.world.engine) == before
    assert list(loader.var.glob("demo-*")) == []


def test_what_opens_the_demo_is_readable_by_its_owner_only(loaded):
    modes = {name: stat.S_IMODE((loaded.var / name).stat().st_mode) for name in (LOG_INS, RECEIPTS, RECOVERY_KEY, SEED)}
    assert set(modes.values()) == {0o600}


def test_the_offices_are_those_of_two_provinces(db, policy):
    offices = all_of(db, Office)
    education = {office.division_code for office in offices if office.department == EDUCATION}
    shanxi = {division.code for division in policy.divisions if division.code.startswith("14")}
    luohe = {"411100", "411102", "411103", "411104", "411121", "411122", "411171"}
    assert education == {"000000", "410000"} | shanxi | luohe
    others = {(office.division_code, office.department) for office in offices if office.department != EDUCATION}
    departments = {"market_regulation", "culture_tourism", "sport", "science"}
    assert others == {(city, department) for city in ("140100", "411100") for department in departments}
    assert len(offices) == 1 + 1 + 129 + 7 + 8


def test_every_office_but_the_root_has_the_superior_of_the_tree(db):
    offices = {office.id: office for office in all_of(db, Office)}
    named = {(office.division_code, office.department): office for office in offices.values()}
    superiors = {key: offices[office.superior_id] for key, office in named.items() if office.superior_id}
    assert len(superiors) == len(offices) - 1
    assert superiors["411102", EDUCATION] is named["411100", EDUCATION]
    assert superiors["140100", "sport"] is named["140000", EDUCATION]
    assert superiors["410000", EDUCATION] is named["000000", EDUCATION]


def test_schools_and_institutions_are_there_and_one_school_is_run_by_the_city(db):
    schools, offices = all_of(db, School), {office.id: office for office in all_of(db, Office)}
    per_division = Counter(school.division_code for school in schools if school.office_id is None)
    luohe = {code: many for code, many in per_division.items() if code.startswith("4111")}
    assert luohe == dict.fromkeys(("411102", "411103", "411104", "411121", "411122"), 2)
    assert sum(many for code, many in per_division.items() if code.startswith("1401")) == 3
    (city_run,) = (school for school in schools if school.office_id)
    assert city_run.boarding
    assert (offices[city_run.office_id].division_code, offices[city_run.office_id].department) == ("411100", EDUCATION)
    institutions = all_of(db, Institution)
    assert len(institutions) == 3
    assert [one.approving_division_code for one in institutions if one.approving_division_code] == ["140000"]


def test_everything_that_has_a_name_says_that_it_is_a_demonstration(db, policy):
    names = [each.name for table in (Office, School, Institution) for each in all_of(db, table)]
    names += [planned.place.target_name for planned in read_plan(policy).reports if planned.place.target_name]
    assert [name for name in names if not name.endswith("(演示)")] == []
    assert len(names) > 160


def actor_of(loader, login):
    with loader.unit_of_work() as work:
        return log_in(work, login.username, login.password).actor


def test_every_officer_and_supervisor_opens_the_work_key_of_the_office(loaded, db):
    log_ins = read_log_ins(loaded.var)
    public_keys = {office.id: office.work_public_key for office in all_of(db, Office)}
    with_office = [one for one in log_ins if one.office_id]
    assert {one.office_id for one in with_office if one.role == Role.OFFICER} == set(public_keys)
    for login in with_office:
        private = work_key(db, actor_of(loaded, login))
        assert public_of(private) == public_keys[login.office_id], login.username


def test_supervisors_hold_oversight_and_officers_do_not(loaded, db, policy):
    offices = {office.id: office for office in all_of(db, Office)}
    grants = {grant.staff_id: grant for grant in all_of(db, KeyGrant) if grant.purpose == OVERSIGHT and grant.staff_id}
    log_ins = {one.username: one for one in read_log_ins(loaded.var)}
    supervisors = [staff for staff in all_of(db, Staff) if staff.role == Role.SUPERVISOR]
    assert set(grants) == {staff.id for staff in supervisors}
    supervised = {division.code for division in policy.divisions if division.level in SUPERVISED}
    has_office = {office.division_code for office in offices.values()}
    assert {offices[staff.office_id].division_code for staff in supervisors} == supervised & has_office
    for staff in supervisors:
        grant = grants[staff.id]
        to = grant_for(grant.office_id, OVERSIGHT, staff.id, grant.key_version)
        private = unwrap(actor_of(loaded, log_ins[staff.username]).private_key, grant.wrapped_key, to)
        assert public_of(private) == offices[staff.office_id].oversight_public_key


def test_analyst_auditor_and_administrator_hold_no_key(loaded, db):
    without = [staff for staff in all_of(db, Staff) if staff.office_id is None]
    assert {staff.role for staff in without} == {Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR}
    assert len(without) == 3
    held = {grant.staff_id for grant in all_of(db, KeyGrant)}
    assert held.isdisjoint(staff.id for staff in without)


def test_the_recovery_key_opens_every_office_downward(loaded, db):
    grants = {(grant.office_id, grant.purpose): grant for grant in all_of(db, KeyGrant) if grant.staff_id is None}
    offices = all_of(db, Office)
    opened = {None: read_secret(loaded.var / RECOVERY_KEY)}
    for office in sorted(offices, key=lambda office: depth(office, offices)):
        for purpose, public in ((WORK, office.work_public_key), (OVERSIGHT, office.oversight_public_key)):
            grant = grants.pop((office.id, purpose))
            assert grant.holder_office_id == office.superior_id
            to = grant_for(office.id, purpose, office.superior_id or RECOVERY, grant.key_version)
            private = unwrap(opened[office.superior_id], grant.wrapped_key, to)
            assert public_of(private) == public
        opened[office.id] = private
    assert grants == {}


def depth(office, offices):
    by_id = {each.id: each for each in offices}
    return 0 if office.superior_id is None else 1 + depth(by_id[office.superior_id], offices)


@pytest.mark.promise("T1")
def test_every_place_and_matter_of_the_demo_has_one_office_and_a_reason(db, policy):
    directory = {(office.division_code, office.department): office.id for office in all_of(db, Office)}
    reached = set()
    for code in policy.divisions.reportable_codes:
        for matter in policy.matters.by_code:
            found = route(policy.divisions, policy.matters, directory, code, matter)
            reached.add(found.office_id)
            assert policy.words.say(found.reason.code, found.reason.params, "en")
            if code.startswith("14"):
                assert found.office_id == directory[code, EDUCATION]
            if not code.startswith(("14", "41")):
                assert found.office_id == directory["000000", EDUCATION]
    assert len(reached) > 120


def test_every_case_opens_for_the_officer_of_its_office(loaded, db):
    cases, plan = all_of(db, Case), read_plan(loaded.world.policy)
    officers = {one.office_id: one for one in read_log_ins(loaded.var) if one.role == Role.OFFICER}
    texts = []
    for case in cases:
        actor = actor_of(loaded, officers[case.office_id])
        view = view_case(Work(loaded.world, db, loaded.now), actor, case.id)
        texts += [report.text for report in view.reports]
    withdrawn = {planned.text for planned in plan.reports if Event.WITHDRAW in {act.event for act in planned.later}}
    assert len(texts) == len(all_of(db, Report))
    assert sorted(texts) == sorted(planned.text for planned in plan.reports if planned.text not in withdrawn)


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
    by_officers_alone = {Event.BIND_TARGET, Event.FLAG_SAFETY, Event.RATE}  # a rating leaves no line of history
    between_offices = {Event.JOIN, Event.TAKE_IN, Event.RECUSE, Event.REOPEN, Event.UPHOLD, Event.SEND_BACK}
    between_offices |= {Event.ASK_CONSENT, Event.CONSENT, Event.ESCALATE, Event.RESEAL, Event.UNASSIGN}
    assert found >= set(Event) - by_officers_alone - between_offices
    assert len(all_of(db, Rating)) >= 5
    assert any(handing.settles for handing in all_of(db, Transfer))
    assert any(case.avoid_local_office for case in all_of(db, Case))


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
    assert sum(bool(report.finding_codes) for report in all_of(db, Report)) >= 40


def test_only_the_demo_makes_passwords_at_the_lower_cost(settings, engine):
    costs = {
        demo: create_app(replace(settings, demo=demo), engine=engine).extensions["jianfu"].world.argon2_cost
        for demo in (False, True)
    }
    assert costs == {False: REAL_COST, True: DEMO_COST}
    assert DEMO_COST.memory_kib >= 19 * 1024  # OWASP, Password Storage Cheat Sheet: 19 MiB, two passes, one lane
    assert DEMO_COST.passes >= 2
