"""Cases by the thousand: marked, opened as any other, in the order of the table of moves, and counted nowhere."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from random import Random
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from demo.bulk import write
from demo.files import read_log_ins
from demo.generate import Span
from demo.ids import Ids, References
from demo.load import open_demo
from models import Case, CaseEvent, CaseKeyWrap, Reply, Report, ReportKeyWrap
from models.base import Base
from models.engine import reading, writing
from policy.lifecycle import MOVES, TIMED_MOVES, UNANSWERED
from policy.vocabulary import Role
from services.desk.case_view import view_case
from services.desk.queue import list_cases
from services.desk.queue_order import Filters
from services.figures.counting import count_day
from services.figures.lives import Reader
from tests.support.demo import without_bar
from tests.support.rows import all_of
from tests.support.year import year_of

pytestmark = pytest.mark.slow  # a demo, and many cases on top of it

CASES, DAYS, SEED = 600, 90, 5
STEPS = [*MOVES, *(timed.move for timed in TIMED_MOVES)]


@pytest.fixture
def chance():
    return Random(5)  # noqa: S311 - no secrets


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request, loader_on, tmp_path_factory):
    """A demo with many synthetic cases, what there was before, and its figures of the last day."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    var = tmp_path_factory.mktemp("var")
    with databases.migrated() as url, loader_on(url, var) as loader:
        loader.load()
        before = {case.id for case in rows(loader, Case)}
        counted = counts(loader)
        indexes = names(loader)
        bulk(loader)
        cases = [case for case in rows(loader, Case) if case.id not in before]
        yield SimpleNamespace(loader=loader, cases=cases, before=before, counted=counted, indexes=indexes)


def bulk(loader, number=CASES, seed=SEED):
    desk = open_demo(loader.world, loader.var, loader.unit_of_work)
    span = Span(number, loader.now.date() - timedelta(days=DAYS - 1), DAYS)
    write(desk, year_of(loader.world.policy, seed), span, without_bar)


def rows(loader, model):
    with reading(loader.world.engine) as db:
        return all_of(db, model)


def counts(loader):
    with reading(loader.world.engine) as db:
        return count_day(Reader(db, loader.world.policy, loader.now.date()))


def names(loader):
    """Of every index and constraint."""
    found = sa.inspect(loader.world.engine)
    return {
        table: {one["name"] for get in (found.get_indexes, found.get_foreign_keys) for one in get(table)}
        for table in Base.metadata.tables
    }


def test_each_is_marked_and_nothing_else_is(full):
    assert len(full.cases) == CASES
    assert {case.synthetic for case in full.cases} == {True}
    assert {case.synthetic for case in rows(full.loader, Case) if case.id in full.before} == {False}
    assert {case.join_key for case in full.cases} == {None}


def test_indexes_and_bonds_are_back(full):
    assert names(full.loader) == full.indexes


def test_no_figure_counts_one(full):
    """Figures of days are all that the public's and the bulletin are made of."""
    assert sum(full.counted.values()) > 0
    assert counts(full.loader) == full.counted
    with writing(full.loader.world.engine) as db:
        db.execute(sa.update(Case).values(synthetic=False))
        unmarked = count_day(Reader(db, full.loader.world.policy, full.loader.now.date()))
        db.rollback()
    assert sum(unmarked.values()) > sum(full.counted.values()) + CASES / 20


def test_an_officer_opens_each_kind_and_reads_what_was_said(full):
    by_office = {one.office_id: one for one in read_log_ins(full.loader.var) if one.role == Role.OFFICER}
    kinds = {(case.status, case.safety): case for case in full.cases}
    assert {status for status, _ in kinds} >= {"submitted", "investigating", "resolved", "closed"}
    for case in kinds.values():
        actor = full.loader.actor(by_office[case.office_id])
        with full.loader.unit_of_work() as work:
            seen = view_case(work, actor, case.id)
            listed = list_cases(work, actor, Filters(status=case.status), None, 100).items
        (report,) = seen.reports
        assert report.text
        assert report.answers
        assert len(seen.history) == case.version
        assert (report.public_reply is None) == (case.status in UNANSWERED)
        resolved = [line for line in seen.history if line.event == "resolve"]
        assert [line.public_reply for line in resolved] == [report.public_reply] * len(resolved)
        assert all(item.report_count == 1 for item in listed if item.case.synthetic)


def test_every_history_is_a_path_of_the_table_of_moves(full):
    mine, lines = {case.id: case for case in full.cases}, defaultdict(list)
    for event in sorted(rows(full.loader, CaseEvent), key=lambda event: event.version):
        lines[event.case_id].append(event)
    for case_id, case in mine.items():
        events = lines[case_id]
        assert [event.version for event in events] == list(range(1, case.version + 1))
        assert (events[0].event, events[0].status, events[-1].status) == ("file", "submitted", case.status)
        for before, line in pairwise(events):
            ways = [move for move in STEPS if move.event == line.event and before.status in move.source]
            assert line.status in {move.status_after(before.status) for move in ways}
            assert before.happened_on <= line.happened_on <= full.loader.now.date()
        assert not (case.safety and "resolve" in {one.event for one in events}) or "hand_over" in {
            one.event for one in events
        }
    answered = [case for case in full.cases if case.status not in UNANSWERED]
    assert len([reply for reply in rows(full.loader, Reply) if reply.case_id in mine]) == len(answered)


def test_each_report_is_wrapped_for_the_offices_that_see_its_case(full):
    mine = {case.id: case for case in full.cases}
    reports = {report.id: report.case_id for report in rows(full.loader, Report) if report.case_id in mine}
    assert sorted(reports.values()) == sorted(mine)
    expected = Counter(
        (case.id, seat) for case in full.cases for seat in {case.office_id, case.alerted_office_id} - {None}
    )
    of_cases = (wrap for wrap in rows(full.loader, CaseKeyWrap) if wrap.case_id in mine)
    of_reports = (wrap for wrap in rows(full.loader, ReportKeyWrap) if wrap.report_id in reports)
    assert Counter((wrap.case_id, wrap.office_id) for wrap in of_cases) == expected
    assert Counter((reports[wrap.report_id], wrap.office_id) for wrap in of_reports) == expected


def test_another_run_adds_as_many_and_one_that_breaks_off_adds_none(full, monkeypatch):
    there = len(rows(full.loader, Case))
    monkeypatch.setattr("demo.bulk.fitting", lambda _: 1)  # as many do
    bulk(full.loader, number=50, seed=SEED)
    assert len(rows(full.loader, Case)) == there + 50
    monkeypatch.setattr("demo.bulk.put", fails)
    with pytest.raises(RuntimeError, match="broke off"):
        bulk(full.loader, number=10)
    assert (len(rows(full.loader, Case)), names(full.loader)) == (there + 50, full.indexes)


def fails(*_):
    raise RuntimeError("broke off")


def test_ids_are_random_uuids_in_order(chance):
    ids, again = ([one.new() for _ in range(100)] for one in (Ids(100, chance), Ids(100, chance)))
    assert ids == sorted(set(ids))
    assert not set(ids) & set(again)
    assert {(len(one), one[12]) for one in ids} == {(32, "4")}
    assert {one[16] for one in ids} <= set("89ab")


def test_no_reference_is_one_that_is_there(chance):
    class Every:
        def __contains__(self, reference):
            seen.append(reference)
            return len(seen) < 3

    seen = []
    assert References(1, chance, Every()).new() == seen[-1]
    assert len(seen) == 3
    drawn = References(50, chance, ())
    assert len({drawn.new() for _ in range(50)}) == 50
