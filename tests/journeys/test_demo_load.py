"""The demo is loaded once, whole or continued, or it says why not."""

import json
import stat
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from api import create_app
from demo.answers import FROM_ABOVE
from demo.files import LOG_INS, RECEIPTS, RECOVERY_KEY, SEED, read_log_ins
from demo.load import DemoRefused
from demo.marks import NEVER
from demo.plan import read_plan
from models import Base, Case, CaseEvent, Installation, KeyGrant, Office, Oversight, Report, SpentChallenge, Staff
from models.engine import create_engine, reading
from policy.decisions import needs_approval
from policy.lifecycle import MOVES, TIMED_MOVES
from policy.vocabulary import Event
from security.passwords import DEMO_COST, REAL_COST
from security.secrets_file import read_secret
from services.administration.offices import initialise, new_root
from services.schedule import JOBS
from tests.support.demo import Interrupted, Loader, acts
from tests.support.rows import all_of

pytestmark = pytest.mark.slow  # each loads the whole demo


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


def test_loading_twice_leaves_the_same_rows_and_files(loader):
    loader.load()
    engine, var = loader.world.engine, loader.var
    assert rows(engine)["programme_figure"]
    before = rows(engine), {file.name: file.read_bytes() for file in var.iterdir()}
    loader.load()
    assert (rows(engine), {file.name: file.read_bytes() for file in var.iterdir()}) == before
    assert set(before[1]) >= {LOG_INS, RECEIPTS, RECOVERY_KEY, SEED}


def test_the_mark_is_set_last(loader):
    loader.breaks_off_in = lambda number: number == 100
    with pytest.raises(Interrupted):
        loader.load()
    assert not is_loaded(loader)
    loader.load()
    assert is_loaded(loader)


def is_loaded(loader):
    """Whether the demo says so; then no mark of a step is left."""
    with reading(loader.world.engine) as db:
        loaded = db.scalars(sa.select(Installation.demo_loaded)).one()
        assert loaded is not any(mark.expires_on == NEVER for mark in all_of(db, SpentChallenge))
        return loaded


@pytest.mark.parametrize("every", [pytest.param(5, marks=pytest.mark.slow), 7])
def test_a_load_that_breaks_off_again_and_again_doubles_nothing(loader, every):
    """The last step of an answer takes four units of work: two people log in, one approves, and its mark is left."""
    loader.breaks_off_in = lambda number: number % every == 0
    attempts = attempts_until_loaded(loader)
    assert attempts > 5
    plan, found = read_plan(loader.world.policy), shape(loader.world.engine)
    withdrawn, appealed = acts(plan, Event.WITHDRAW), acts(plan, Event.APPEAL)
    assert found["tombstone"] == withdrawn > 0
    assert found["report"] == len(plan.reports) - withdrawn
    split = acts(plan, Event.SPLIT)
    assert found["case"] == len(plan.reports) + appealed + split - 1  # two are one case by themselves
    happened = Counter(event for _, event, _ in found["history"])
    assert happened & Counter(dict.fromkeys(BY_CLOCK, 1)) == Counter(BY_CLOCK)
    planned = Counter(act.event for planned in plan.reports for act in planned.later if act.event is not Event.RATE)
    planned += Counter(event for planned_ in plan.reports for act in planned_.later for event in comes_with(act))
    planned[Event.FILE] = len(plan.reports) - 1
    planned[Event.APPEAL] *= 2  # the case that was appealed against, and the new one
    planned[Event.SPLIT_OFF] = split
    planned[Event.UNDO_TAKE_IN] -= split  # what was split off is given back: its case is joined
    planned[Event.JOIN] += split
    planned[Event.TAKE_IN] = planned[Event.JOIN]
    planned[Event.OVERSEE] += len(opened_for_approval(loader.world.engine))
    planned[Event.TRANSFER] += 1  # who steps aside alone in an office passes the case up
    assert Counter({event: many for event, many in happened.items() if event not in BY_CLOCK}) == planned


def opened_for_approval(engine):
    """The cases that somebody above opened, each once, since nobody else of the office could approve the answer."""
    with reading(engine) as db:
        opened = [row.case_id for row in all_of(db, Oversight) if row.reason_code == FROM_ABOVE]
    assert len(set(opened)) == len(opened) > 0
    return opened


def comes_with(act):
    """What is done for an answer that a second person approves."""
    if needs_approval(act.event, act.outcome):
        yield from (Event.PROPOSE, Event.APPROVE, *([Event.CHECK] if act.looked else []))


BY_CLOCK = {row.event for row in (*MOVES, *(timed.move for timed in TIMED_MOVES)) if not row.roles} - {
    *(Event.UNASSIGN, Event.ACCEPT_TASK, Event.FINISH_TASK, Event.RETURN_TASK)  # of the office that was asked
}


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


def test_what_is_done_meanwhile_stops_no_load(loader):
    """The clock went on for a month, so some steps are refused: the others are taken."""
    loader.breaks_off_in = lambda number: number == 90
    with pytest.raises(Interrupted):
        loader.load()
    loader.breaks_off_in = lambda _: False
    for job in JOBS:
        with loader.unit_of_work() as work:
            job(replace(work, now=loader.now + timedelta(days=30)))
    loader.load()
    assert is_loaded(loader)
    with reading(loader.world.engine) as db:
        assert Event.CLOSE in {event.event for event in all_of(db, CaseEvent)}
        assert len(all_of(db, Report)) == 60 - acts(read_plan(loader.world.policy), Event.WITHDRAW)


def test_the_log_ins_are_those_of_who_is_still_there(loader):
    loader.load()
    accounts = {one.username: one for one in read_log_ins(loader.var)}
    with reading(loader.world.engine) as db:
        staff = all_of(db, Staff)
        changed = [office for office in all_of(db, Office) if office.key_version > 1]
        grants = {(grant.office_id, grant.key_version) for grant in all_of(db, KeyGrant)}
    (left,) = (one for one in staff if one.removed_on is not None)
    assert accounts.keys() == {one.username for one in staff} - {left.username}
    assert [office.id for office in changed] == [left.office_id]
    assert {version for office_id, version in grants if office_id == left.office_id} == {
        2
    }  # nothing is left of the old


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


def test_only_the_demo_makes_passwords_at_the_lower_cost(settings, engine):
    costs = {
        demo: create_app(replace(settings, demo=demo), engine=engine).extensions["jianfu"].world.argon2_cost
        for demo in (False, True)
    }
    assert costs == {False: REAL_COST, True: DEMO_COST}
    assert DEMO_COST.memory_kib >= 19 * 1024  # OWASP, Password Storage Cheat Sheet: 19 MiB, two passes, one lane
    assert DEMO_COST.passes >= 2
