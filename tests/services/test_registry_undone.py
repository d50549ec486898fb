"""Whatever lists come one after another: each undo, last first, leaves the rows that were there before its list."""

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models import CalendarPeriod, ProgrammeFigure, School
from models.engine import writing
from policy.registry import ListKind
from services.registry.imports import apply_import, begin_import, undo_import
from tests.support.house import house

__all__ = ["house"]
SOME = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)
DAYS = [f"2026-0{month}-{day}" for month in (3, 4) for day in ("01", "10", "20")]
SCHOOL = st.tuples(
    st.sampled_from(["411103", "411104"]),
    st.sampled_from(["甲小学", "乙小学", "丙小学"]),
    st.sampled_from(["primary", "junior", "大学"]),
    st.sampled_from(["", "public", "private"]),
    st.sampled_from(["", "2141000001", "2141000002"]),
)
PERIOD = st.tuples(
    st.sampled_from(["411103", "411104"]),
    *(st.sampled_from(DAYS),) * 2,
    st.sampled_from(["vacation", "term", "school_day"]),
)
REPORTED = st.tuples(
    st.sampled_from(["140000", "140100"]),
    st.sampled_from(["pilot_counties", "after_school_pupils", "?"]),
    st.sampled_from(["2021", "2022", "2021-07", "2021-08"]),
    st.sampled_from(["0", "1", "50", "1000"]),
)
SCHOOLS = (ListKind.SCHOOLS, "division_code,name,stage,kind,school_code", SCHOOL, School)
CALENDARS = (ListKind.CALENDARS, "division_code,first,last,period", PERIOD, CalendarPeriod)
INDICATORS = (ListKind.INDICATORS, "division_code,indicator,reporting_period,amount", REPORTED, ProgrammeFigure)


def lists_of(kind):
    return st.lists(st.lists(kind[2], min_size=1, max_size=6), min_size=1, max_size=3)


def rows(house, model):
    with house.engine.connect() as connection:
        return set(connection.execute(sa.select(model.__table__)).all())


def step(house, act):
    with writing(house.engine) as db:
        view = act(house.work(db))
        db.commit()
    return view


def try_lists(house, kind, lists):
    list_kind, head, _, model = kind
    before, made = [], []
    for lines in lists:
        text = "\n".join([head, *(",".join(line) for line in lines)])
        before.append(rows(house, model))
        checked = step(house, lambda work, text=text: begin_import(work, None, list_kind, text.encode()))
        assert rows(house, model) == before[-1]
        assert checked.to_add + checked.to_change + checked.same + checked.refused == len(lines)
        applied = step(house, lambda work, checked=checked: apply_import(work, checked.id, confirmed=True))
        assert (applied.applied, applied.passed_over) == (checked.to_add + checked.to_change, 0)
        again = step(house, lambda work, text=text: begin_import(work, None, list_kind, text.encode()))
        assert checked.refused or (again.to_add, again.to_change) == (0, 0)
        made.append(checked.id)
    for import_id, earlier in zip(reversed(made), reversed(before), strict=True):
        undone = step(house, lambda work, import_id=import_id: undo_import(work, import_id))
        assert (undone.state, undone.kept) == ("undone", 0)
        assert rows(house, model) == earlier


@SOME
@given(lists_of(SCHOOLS))
def test_lists_of_schools_are_undone_to_the_row(house, lists):
    try_lists(house, SCHOOLS, lists)


@SOME
@given(lists_of(CALENDARS))
def test_calendars_are_undone_to_the_row(house, lists):
    try_lists(house, CALENDARS, lists)


@SOME
@given(lists_of(INDICATORS))
def test_indicators_are_undone_to_the_row(house, lists):
    try_lists(house, INDICATORS, lists)


def test_a_row_that_one_line_moves_is_not_changed_by_another(house):
    first = [("411104", "甲小学", "primary", "", "2141000001")]
    second = [("411103", "乙小学", "primary", "", "2141000001"), ("411104", "甲小学", "primary", "", "")]
    try_lists(house, SCHOOLS, [first, second])
