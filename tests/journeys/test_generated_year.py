"""A year that was generated keeps every promise about cases: none is lost, none goes where the table has no way."""

import json
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

import commands
from demo.acts import REPORTERS_VERBS
from demo.files import LOG_INS, read_log_ins
from demo.generate import generate, receipt_of
from demo.habits import read_habits
from demo.load import DemoRefused, open_demo
from demo.plan import read_plan
from demo.story import played
from demo.year import Year
from models import Appeal, Case, CaseEvent, Outbox, Report, Subscription, Tombstone
from models.engine import create_engine, reading
from notifications.channels.log import LogChannel
from notifications.relay import Relay
from policy.deadlines import clocks
from policy.lifecycle import MOVES, TIMED_MOVES, UNANSWERED, allowed_events
from policy.vocabulary import Event, Role, Status
from security.evidence.storage import Storage
from security.proof_of_work import ProofOfWork
from security.secrets_file import new_secret
from services.administration.offices import initialise, new_root
from services.desk.case_view import view_case
from services.people.sessions import log_in
from services.refusals import UnknownReceipt
from services.reporters.follow import look
from services.work import World
from tests.support.demo import Loader, without_bar

pytestmark = pytest.mark.slow  # a demo, and a year on top of it

REPORTS, DAYS, SEED = 200, 120, 7
STEPS = [*MOVES, *(timed.move for timed in TIMED_MOVES)]


def year_of(policy, seed=SEED):
    return Year(policy, read_plan(policy), read_habits(), seed)


def live(loader, *, reports=REPORTS, days=DAYS, seed=SEED):
    desk = open_demo(loader.world, loader.var, loader.unit_of_work)
    first = loader.now.date() - timedelta(days=days - 1)
    year = year_of(loader.world.policy, seed)
    return desk, generate(desk, year, reports=reports, first=first, days=days, progress=without_bar)


@pytest.fixture(scope="module")
def loader_on(policy, relay_key, argon2_cost, now):
    """A loader of the demo into the database at `url`."""

    @contextmanager
    def made(url, var):
        engine = create_engine(url)
        cheap = ProofOfWork(new_secret(), cost=1, counter_range=(1, 2))
        yield Loader(
            World(engine, policy, cheap, b"c" * 32, relay_key.public, argon2_cost, evidence=Storage(Path("nowhere"))),
            now,
            var,
        )
        engine.dispose()

    return made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request, loader_on, tmp_path_factory):
    """A demo with a generated year, for the tests that change nothing in it."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    var = tmp_path_factory.mktemp("var")
    with databases.migrated() as url, loader_on(url, var) as loader:
        loader.load()
        desk, tally = live(loader)
        yield SimpleNamespace(url=url, loader=loader, desk=desk, tally=tally, var=var)


@pytest.fixture
def database_url(lived):
    return lived.url


@pytest.fixture
def db(lived):
    with reading(lived.loader.world.engine) as session:
        yield session


@pytest.fixture
def histories(db):
    """The lines of history of each case, in order."""
    lines = defaultdict(list)
    for event in db.scalars(sa.select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.version)):
        lines[event.case_id].append(event)
    return lines


def all_of(db, table):
    return db.scalars(sa.select(table)).all()


def generated(lived):
    """The receipts of all that was generated."""
    return [receipt_of(lived.desk, SEED, number) for number in range(REPORTS)]


def test_no_service_says_no_to_what_the_year_does(lived):
    assert lived.tally.filed == REPORTS
    assert lived.tally.refused == Counter()
    events = [Event.ACCEPT, Event.INVESTIGATE, Event.ASK, Event.ANSWER, Event.RESOLVE, Event.DECLINE, Event.REFER_OUT]
    events += [Event.TRANSFER, Event.APPEAL, Event.RATE, Event.WITHDRAW, Event.HAND_OVER, Event.MESSAGE, Event.ASSIGN]
    assert set(lived.tally.acts) == set(events)


def test_no_report_is_lost_but_those_that_were_withdrawn(lived, db):
    found = set(db.scalars(sa.select(Report.receipt_lookup)))
    lost = [receipt.lookup for receipt in generated(lived) if receipt.lookup not in found]
    assert len(lost) == lived.tally.acts[Event.WITHDRAW] > 0
    remembered = set(db.scalars(sa.select(Tombstone.receipt_lookup)))
    assert remembered & set(lost)  # the others are forgotten by now


def test_every_report_belongs_to_a_case_and_no_case_is_lost(db, histories):
    cases = {case.id for case in all_of(db, Case)}
    assert {report.case_id for report in all_of(db, Report)} <= cases == set(histories)
    begun = Counter(lines[0].event for lines in histories.values())
    assert begun == {Event.FILE: begun[Event.FILE], Event.APPEAL: len(all_of(db, Appeal))}
    with_reports = {report.case_id for report in all_of(db, Report)}
    left = {appeal.from_case_id for appeal in all_of(db, Appeal)}
    empty = cases - with_reports - left
    assert {histories[case_id][-1].event for case_id in empty} <= {Event.WITHDRAW, Event.APPEAL}


def test_every_history_is_a_path_of_the_table_of_moves(histories):
    assert len(histories) > REPORTS
    for lines in histories.values():
        assert (lines[0].event, lines[0].status) in {(Event.FILE, "submitted"), (Event.APPEAL, "submitted")}
        for before, line in pairwise(lines):
            ways = [move for move in STEPS if move.event == line.event and before.status in move.source]
            assert line.status in {move.status_after(before.status) for move in ways}, (before.status, line.event)
            assert line.happened_on >= before.happened_on


def test_the_versions_of_a_case_are_its_events(db, histories):
    for case in all_of(db, Case):
        lines = histories[case.id]
        assert [line.version for line in lines] == list(range(1, case.version + 1))
        assert case.status == lines[-1].status
        assert case.status_since <= lines[-1].happened_on


def test_every_report_opens_for_its_receipt_and_for_its_office(lived, db):
    log_ins = {one.office_id: one for one in read_log_ins(lived.var) if one.role == Role.OFFICER}
    actors, opened = {}, 0
    for receipt in generated(lived):
        with lived.loader.unit_of_work() as work:
            try:
                told, _ = look(work, receipt)
            except UnknownReceipt:
                continue
            case_id, office_id = work.db.execute(
                sa.select(Case.id, Case.office_id).join(Report).where(Report.receipt_lookup == receipt.lookup)
            ).one()
            if office_id not in actors:
                actors[office_id] = log_in(work, log_ins[office_id].username, log_ins[office_id].password).actor
            (seen,) = (
                one for one in view_case(work, actors[office_id], case_id).reports if one.reference == told.reference
            )
        assert seen.text
        assert [message.text for message in seen.messages] == [message.text for message in told.messages]
        # the answer that is being looked at again is the office's to read, and nobody is told of it as if it stood
        assert told.public_reply == (None if told.status in UNANSWERED else seen.public_reply)
        opened += 1
    assert opened == REPORTS - lived.tally.acts[Event.WITHDRAW]


def test_deadlines_only_ever_move_later(db, policy, lived):
    offices = {one.office_id: one.department for one in read_log_ins(lived.var) if one.office_id}
    for case in all_of(db, Case):
        assert case.submitted_on < case.accept_on <= case.first_answer_on <= case.finish_on
        due = clocks(
            policy.deadlines,
            policy.calendar,
            policy.divisions,
            matter=case.matter,
            department=offices[case.office_id],
            division_code=case.division_code,
            filed_on=case.submitted_on,
        )
        assert case.finish_on >= due.finish_on
        assert not (case.finish_on > due.finish_on and not case.pause_used)
    for report, finish_on in db.execute(sa.select(Report, Case.finish_on).join(Case)):
        assert report.due_on == finish_on


def test_pushes_wait_only_for_who_subscribed_and_the_relay_sends_them_all(lived, relay_key, tmp_path, now):
    engine = lived.loader.world.engine
    with reading(engine) as db:
        subscribed = {row.sealed_address for row in all_of(db, Subscription)}
        waiting = [row.sealed_address for row in all_of(db, Outbox)]
    assert 20 < len(subscribed) < REPORTS
    assert set(waiting) <= subscribed
    relay = Relay(
        SimpleNamespace(relay_private_key=relay_key.private),
        engine=engine,
        channels={"fcm_topic": LogChannel(tmp_path / "push.jsonl")},
        now=lambda: now,
    )
    while relay.run_once():
        pass
    with reading(engine) as db:
        assert all_of(db, Outbox) == []
        assert {row.sealed_address for row in all_of(db, Subscription)} == subscribed
    assert len((tmp_path / "push.jsonl").read_text().splitlines()) == len(waiting) > len(subscribed) / 2


def test_the_story_passes_on_top_of_a_generated_year(base_url, lived):
    steps = played(base_url, json.loads((lived.var / LOG_INS).read_text()))
    assert [step for step in steps if not step["ok"]] == []


def test_the_same_seed_is_refused_a_second_time_and_another_adds_cases(loader_on, sqlite_databases, tmp_path):
    with sqlite_databases.migrated() as url, loader_on(url, tmp_path) as loader:
        loader.load()
        live(loader, reports=3, days=10)
        before = counts(loader)
        with pytest.raises(DemoRefused, match="Seed 7 was used"):
            live(loader, reports=3, days=10)
        assert counts(loader) == before
        live(loader, reports=3, days=10, seed=8)
        assert counts(loader)[0] > before[0]


def counts(loader):
    with reading(loader.world.engine) as db:
        return tuple(db.scalar(sa.select(sa.func.count()).select_from(table)) for table in (Case, CaseEvent))


def test_the_same_seed_draws_the_same_year(loader_on, sqlite_databases, tmp_path):
    shapes = []
    for attempt in ("first", "second"):
        var = tmp_path / attempt
        var.mkdir()
        with sqlite_databases.migrated() as url, loader_on(url, var) as loader:
            loader.load()
            live(loader, reports=25, days=60)
            shapes.append(shape(loader))
    assert shapes[0] == shapes[1]
    first = loader.now.date()
    assert year_of(loader.world.policy, 7).filings(first, 60, 25) != year_of(loader.world.policy, 8).filings(
        first, 60, 25
    )


def shape(loader):
    """What does not depend on ids and keys."""
    columns = (
        Case.matter,
        Case.division_code,
        Case.severity,
        CaseEvent.version,
        CaseEvent.event,
        CaseEvent.happened_on,
    )
    with reading(loader.world.engine) as db:
        return sorted(map(tuple, db.execute(sa.select(*columns).join(CaseEvent, CaseEvent.case_id == Case.id))))


def test_a_year_needs_a_demo(loader_on, sqlite_databases, tmp_path, relay_key):
    with sqlite_databases.migrated() as url, loader_on(url, tmp_path) as loader:
        with pytest.raises(DemoRefused, match="no demo"):
            live(loader)
        with loader.unit_of_work() as work:
            initialise(work, new_root(work), relay_key.public, is_demo=False)
        with pytest.raises(DemoRefused, match="no demo"):
            live(loader)
        assert counts(loader) == (0, 0)


def test_what_a_service_refuses_is_counted_and_changes_nothing(loader_on, sqlite_databases, tmp_path, policy):
    with sqlite_databases.migrated() as url, loader_on(url, tmp_path) as loader:
        loader.load()
        desk = open_demo(loader.world, loader.var, loader.unit_of_work)
        year = year_of(policy)
        accept = next(one for one in year.habits.behaviours if one.event is Event.ACCEPT)
        never = replace(accept, event=Event.RESOLVE)  # the table has no such move, and nothing is said with it
        stubborn = Year(policy, year.plan, replace(year.habits, behaviours=(never,)), SEED)
        first = loader.now.date() - timedelta(days=4)
        tally = generate(desk, stubborn, reports=4, first=first, days=5, progress=without_bar)
        assert tally.acts == Counter()
        assert 0 < tally.refused["resolve: invalid_fields"] <= 4
        with reading(loader.world.engine) as db:
            made = (
                sa.select(CaseEvent.event)
                .join(Report, Report.case_id == CaseEvent.case_id)
                .where(Report.receipt_lookup.in_([receipt_of(desk, SEED, number).lookup for number in range(4)]))
            )
            assert set(db.scalars(made)) <= {Event.FILE, Event.REMIND}  # the clock goes on


def test_every_behaviour_is_a_move_of_the_table_and_every_status_has_some():
    behaviours = read_habits().behaviours
    assert {one.status for one in behaviours} == set(Status)
    for one in behaviours:
        assert one.days[0] <= one.days[1]
        if one.event is not None:
            role = Role.REPORTER if one.event in REPORTERS_VERBS else Role.OFFICER
            assert one.event in allowed_events(one.status, role), one


def test_homework_comes_in_term_and_tutoring_in_the_holidays(policy, now):
    year = year_of(policy)
    filings = year.filings(now.date() - timedelta(days=364), 365, 4000)
    assert len(filings) == len({filing.number for filing in filings}) == 4000
    seen = Counter((filing.day.month, year.report(year.rng(filing), filing).category) for filing in filings)
    assert seen[3, "homework"] > 3 * seen[7, "homework"]
    assert seen[7, "tutoring"] > 2 * seen[7, "homework"]
    per_weekday = Counter(filing.day.weekday() for filing in filings)
    assert per_weekday[6] > per_weekday[2]


@pytest.fixture
def flask(app, settings):
    """Run a command of the demo in this process."""
    commands.register(app)
    service = app.extensions["jianfu"]

    def run(*arguments, demo=True):
        app.extensions["jianfu"] = replace(service, settings=replace(settings, demo=demo))
        return app.test_cli_runner().invoke(args=["demo", *arguments])

    return run


class TestTheCommand:
    @pytest.fixture
    def database_url(self, sqlite_databases):
        with sqlite_databases.migrated() as url:
            yield url

    def test_it_loads_the_demo_and_says_what_was_done_and_what_was_left_alone(self, flask, engine):
        done = flask("generate", "--reports", "5", "--days", "20")
        assert done.exit_code == 0, done.output
        assert "5 reports filed and worked" in done.output
        assert "refused: nothing" in done.output
        with reading(engine) as db:
            assert len(all_of(db, Case)) > 65
        again = flask("generate", "--reports", "5", "--days", "20")
        assert again.exit_code == 1
        assert "take another one" in again.output

    def test_it_is_for_the_demo_only(self, flask, engine):
        refused = flask("generate", "--reports", "5", demo=False)
        assert refused.exit_code == 1
        assert "JIANFU_DEMO=1" in refused.output
        with reading(engine) as db:
            assert all_of(db, Case) == []
