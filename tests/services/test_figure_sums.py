"""D3: a sum of figures is that of the figures of its offices, wherever these are put and whoever counted the days."""

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Figure, FigureSum, Installation, Office
from models.engine import writing
from policy.figures import COUNTED
from policy.vocabulary import Role
from services.administration.office_changes import change_office
from services.figure_sums import differing_sums, forget_sums, move_sums, sum_days, sum_missing
from services.figures.closing import close_day, keep
from services.figures.reading import By, Question, figures
from services.installation import lock_installation
from services.keyring import Actor
from tests.services.town import town
from tests.support.commands import run_command
from tests.support.phone import homework

__all__ = ["town"]

FIRST = date(2024, 3, 4)
OFFICES = 6
CELLS = st.tuples(
    st.integers(0, OFFICES - 1),
    st.sampled_from(("homework", "tutoring")),
    st.sampled_from(("online", "phone")),
    st.sampled_from([measure.value for measure in COUNTED]),
)
DAYS = st.lists(st.dictionaries(CELLS, st.integers(1, 9), max_size=8), min_size=1, max_size=4)
MOVES = st.lists(st.tuples(st.integers(0, OFFICES - 1), st.integers(-1, OFFICES - 1)), max_size=8)


def planted(db, number, superior_id=None):
    """An office without a key of use."""
    keys = {"work_public_key": bytes(32), "oversight_public_key": bytes(32), "department": "education"}
    code = f"{uuid.uuid4().int % 10**12:012}"
    office = Office(id=str(uuid.uuid4()), division_code=code, name=f"{number}", superior_id=superior_id, **keys)
    db.add(office)
    db.flush()
    return office.id


def above(superiors, office_id):
    """The office and all above it."""
    while office_id is not None:
        yield office_id
        office_id = superiors[office_id]


def by_hand(figures_of, superiors):
    """Every sum that there should be, by key and measure."""
    found = Counter()
    for day, office_id, matter, source, measure, count in figures_of:
        seats = [(office_id, False), *((each, True) for each in above(superiors, office_id))]
        for seat, below in seats:
            for cut, code in (("whole", "*"), ("matter", matter), ("source", source)):
                found[seat, below, cut, day, code, measure] += count
    return found


def kept(db, office_ids):
    """Every sum that there is."""
    rows = db.execute(sa.select(*FigureSum.__table__.c).where(FigureSum.office_id.in_(office_ids)))
    return Counter(
        {
            (row.office_id, row.below, row.cut, row.counted_on, row.code, measure.value): getattr(row, measure.value)
            for row in rows
            for measure in COUNTED
        }
    )


def put_below(db, ids, superiors, which, where):
    """Another superior for an office, or none, unless it would stand above itself."""
    office_id, wanted = ids[which], None if where < 0 else ids[where]
    if office_id in above(superiors, wanted):
        return
    before, after = (set(above(superiors, one)) for one in (superiors[office_id], wanted))
    move_sums(db, office_id, left=before - after, come_above=after - before)
    superiors[office_id] = wanted
    db.execute(sa.update(Office).where(Office.id == office_id).values(superior_id=wanted))


@pytest.mark.promise("D3", "in part")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=MOVES, days=DAYS, moves=MOVES, more=DAYS)
def test_sums_are_those_of_the_figures_in_any_tree_and_after_any_move(house, tree, days, moves, more):
    with writing(house.engine) as db:
        work, told = house.work(db), []
        ids = [planted(db, number) for number in range(OFFICES)]
        superiors = dict.fromkeys(ids)
        day = FIRST
        for some, changes in ((days, tree), (more, moves)):
            for counted in some:
                cells = {(ids[at], *rest): count for (at, *rest), count in counted.items()}
                keep(work, day, cells)
                told += [(day, *cell, count) for cell, count in cells.items()]
                day += timedelta(days=1)
            for which, where in changes:
                put_below(db, ids, superiors, which, where)
            assert +kept(db, ids) == +by_hand(told, superiors)
        assert list(differing_sums(db, FIRST, day)) == []
        root = Actor(str(uuid.uuid4()), "x", Role.ANALYST, None, b"")
        total_is_the_sum(work, root, FIRST, day)
        db.rollback()


def total_is_the_sum(work, actor, since, until):
    """Of lines by office, by week and by matter alike."""
    lock_installation(work.db).summed_on = until
    work.db.flush()
    for by in (By.OFFICE, By.WEEK, By.MATTER, By.SOURCE):
        found = figures(work, actor, Question(by, until - timedelta(days=700), until))
        flows = [measure.value for measure in COUNTED if measure.value not in {"open", "overdue", "unresponded"}]
        for measure in flows:
            assert sum(line.counts[measure] for line in found.items) == found.total.counts[measure], (by, measure)
        assert since < until


@pytest.fixture
def worked(town):
    """A town in which something was counted of some days."""
    for _ in range(3):
        town.phone.file(homework())
    town.days(3)
    while town.does(close_day):
        pass
    return town


def sums_that_differ(town):
    return town.does(lambda work: list(differing_sums(work.db, date.min, date.max)))


def total(town, division_code):
    """What an office and all below it received."""
    office_id = town.office(division_code)
    rows = sa.select(sa.func.sum(FigureSum.received)).where(
        FigureSum.office_id == office_id, FigureSum.below == sa.true(), FigureSum.cut == "whole"
    )
    return town.does(lambda work: work.db.scalar(rows))


@pytest.mark.promise("D3", "in part")
def test_an_office_that_gets_another_superior_takes_its_numbers_along(worked):
    assert (total(worked, "411100"), total(worked, "410000")) == (3, 3)
    worked.does(change_office, worked.office("411102"), "x", worked.office("410000"))
    assert (total(worked, "411100"), total(worked, "410000"), total(worked, "000000")) == (None, 3, 3)
    assert sums_that_differ(worked) == []
    worked.does(change_office, worked.office("411102"), "x", worked.office("411100"))
    assert total(worked, "411100") == 3
    assert sums_that_differ(worked) == []


@pytest.mark.promise("O3", "in part")
def test_days_that_a_release_counted_that_knew_of_no_sums_get_them_first(worked):
    counted_on = worked.does(lambda work: work.db.scalar(sa.select(Installation.counted_on)))

    def as_before(work):
        work.db.execute(sa.delete(FigureSum).where(FigureSum.counted_on == counted_on))
        work.db.execute(sa.update(Installation).values(summed_on=counted_on - timedelta(days=1)))

    worked.does(as_before)
    assert sums_that_differ(worked)
    assert worked.does(close_day) == 1
    assert sums_that_differ(worked) == []
    assert worked.does(close_day) == 0
    worked.does(lambda work: work.db.execute(sa.delete(FigureSum)))
    worked.does(lambda work: work.db.execute(sa.update(Installation).values(summed_on=None)))
    assert worked.does(lambda work: sum_missing(work.db, lock_installation(work.db))) == 1
    assert sums_that_differ(worked) == []


def test_commands_tell_of_a_sum_that_is_none_and_make_all_again(worked):
    days = ("--since", "2026-11-18", "--until", "2026-11-20")
    assert "\n0 sums differ" in run_command(worked.house.app, "figures", "check", *days)
    worked.does(lambda work: work.db.execute(sa.update(FigureSum).values(received=7)))
    told = run_command(worked.house.app, "figures", "check", *days).splitlines()
    wrong = [line for line in told if line.endswith("a sum is not that of its figures")]
    assert len(wrong) == len(set(wrong)) == int(told[-1].split()[0]) > 0
    assert "added up again" in run_command(worked.house.app, "figures", "sum")
    assert "\n0 sums differ" in run_command(worked.house.app, "figures", "check", *days)


def test_without_a_figure_there_is_no_sum(worked):
    worked.does(lambda work: work.db.execute(sa.delete(Figure)))
    assert worked.does(lambda work: forget_sums(work.db)) is None
    worked.does(lambda work: sum_days(work.db, date(2020, 1, 1), date(2030, 1, 1)))
    assert "Nothing was counted yet." in run_command(worked.house.app, "figures", "sum")
