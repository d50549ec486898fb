"""How a year is generated: what is drawn, what is refused, and the command."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

import commands
from cli import part_of
from demo.acts import REPORTERS_VERBS
from demo.files import LOG_INS
from demo.generate import Span, generate
from demo.habits import read_habits
from demo.load import DemoRefused, open_demo
from demo.people import SUPERVISED
from demo.year import Year
from models import Case, CaseEvent, Report, Staff
from models.engine import reading
from policy.lifecycle import allowed_events
from policy.vocabulary import Event, Role, Status
from processes import having
from services.administration.offices import initialise, new_root
from services.administration.staff_accounts import add_staff, remove_staff
from tests.support.demo import without_bar
from tests.support.rows import all_of
from tests.support.served import free_port
from tests.support.year import SEED, live, year_of

pytestmark = pytest.mark.slow  # most load a demo of their own


def test_the_same_seed_is_refused_a_second_time_and_another_adds_cases(demo_copied):
    with demo_copied() as loader:
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


def test_the_same_seed_draws_the_same_year(demo_copied):
    shapes = []
    for _ in range(2):
        with demo_copied() as loader:
            live(loader, reports=40, days=60)
            shapes.append(shape(loader))
    assert shapes[0] == shapes[1]
    first = loader.now.date()
    assert year_of(loader.world.policy, 7).filings(first, 60, 40) != year_of(loader.world.policy, 8).filings(
        first, 60, 40
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


def test_a_whole_demo_to_which_somebody_was_added_is_not_called_half_made(demo_copied):
    with demo_copied() as loader:
        with loader.unit_of_work() as work:
            add_staff(work, "newcomer", Role.ADMINISTRATOR, None)
        with pytest.raises(DemoRefused, match=r"were added.*: newcomer\..*`flask staff remove"):
            opened(loader)
        with loader.unit_of_work() as work:
            remove_staff(work, work.db.scalars(sa.select(Staff.id).where(Staff.username == "newcomer")).one())
        assert "newcomer" not in opened(loader).log_ins
        (loader.var / LOG_INS).unlink()
        with pytest.raises(DemoRefused, match="JIANFU_VAR") as refused:
            opened(loader)
        assert "half-made" not in str(refused.value)


def opened(loader):
    return open_demo(loader.world, loader.var, loader.unit_of_work)


def test_what_a_service_refuses_is_counted_and_changes_nothing(demo_copied, policy):
    with demo_copied() as loader:
        desk = open_demo(loader.world, loader.var, loader.unit_of_work)
        year = year_of(policy)
        accept = next(one for one in year.habits.behaviours if one.event is Event.ACCEPT)
        never = replace(accept, event=Event.RESOLVE)  # the table has no such move, and nothing is said with it
        stubborn = Year(policy, year.plan, replace(year.habits, behaviours=(never,)), SEED)
        span = Span(4, loader.now.date() - timedelta(days=4), 5)
        tally = generate(desk, stubborn, span, part_of, without_bar)
        assert tally.acts == Counter()
        assert 0 < tally.refused["resolve: invalid_fields"] <= 4
        with reading(loader.world.engine) as db:
            made = (
                sa.select(CaseEvent.event)
                .join(Report, Report.case_id == CaseEvent.case_id)
                .where(Report.receipt_lookup.in_([year.receipt(desk.seed, number).lookup for number in range(4)]))
            )
            assert set(db.scalars(made)) <= {Event.FILE, Event.REMIND}  # the clock goes on


def test_every_behaviour_is_a_move_of_the_table_and_every_status_has_some():
    behaviours = read_habits().behaviours
    assert {one.status for one in behaviours} == set(Status)
    for one in behaviours:
        assert one.days[0] <= one.days[1]
        if one.event is not None:
            staff = Role.SUPERVISOR if one.event in SUPERVISED else Role.OFFICER
            role = Role.REPORTER if one.event in REPORTERS_VERBS else staff
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
        many = flask("generate", "--bulk", "--reports", "20", "--days", "5")
        assert many.exit_code == 0, many.output
        assert "20 synthetic cases written" in many.output
        assert "a second" in many.output

    def test_it_is_refused_in_one_sentence_while_the_service_runs(self, flask, engine, settings):
        with having(settings.var, alone=False) as has_it:
            assert has_it
            refused = flask("generate", "--reports", "5")
        assert refused.exit_code == 2
        assert refused.output.strip() == f"The service runs in {settings.var}; stop it before, or set JIANFU_VAR."
        with reading(engine) as db:
            assert all_of(db, Case) == []

    @pytest.mark.usefixtures("flask")
    def test_the_service_does_not_start_while_it_runs(self, app, settings):
        app.extensions["jianfu"] = replace(app.extensions["jianfu"], settings=replace(settings, port=free_port()))
        with having(settings.var, alone=True) as has_it, app.app_context():
            assert has_it
            refused = app.test_cli_runner().invoke(args=["serve"])
        assert refused.exit_code == 2
        assert refused.output.strip() == f"`flask demo generate` is at work in {settings.var}; start when it is done."

    @pytest.mark.parametrize("how", [(), ("--bulk",)])
    def test_it_is_for_the_demo_only(self, flask, engine, how):
        refused = flask("generate", "--reports", "5", *how, demo=False)
        assert refused.exit_code == 1
        assert "JIANFU_DEMO=1" in refused.output
        with reading(engine) as db:
            assert all_of(db, Case) == []
