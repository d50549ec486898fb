from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policy.deadlines import (
    Clock,
    Deadline,
    Due,
    add_calendar_days,
    add_working_days,
    clocks,
    is_off_day,
    last_working_days,
    load_calendar,
    load_deadlines,
    next_due_on,
    pause,
)
from policy.matters import load_departments, load_matters
from policy.reading import DATA, BadPolicyData
from tests.support.national import NATIONAL

CALENDAR = load_calendar()
DIVISIONS = NATIONAL.divisions
MATTERS = load_matters()
DEADLINES = load_deadlines(DIVISIONS, MATTERS, load_departments())
TUTORING = ["training_discipline", "training_culture_art", "training_sport", "training_science", "training_price"]

days_of_the_table = st.dates(date(2004, 1, 1), date(2026, 12, 31))
any_days = st.dates(date(2003, 1, 1), date(2035, 12, 31))


def clocks_of(matter, filed_on, *, deadlines=DEADLINES, department="education", division_code="411102"):
    return clocks(
        deadlines,
        CALENDAR,
        DIVISIONS,
        matter=matter,
        department=department,
        division_code=division_code,
        filed_on=filed_on,
    )


@pytest.mark.promise("D1")
def test_every_day_from_2004_to_2026_is_the_working_day_that_chinesecalendar_says():
    day, last, seen = date(2004, 1, 1), date(2026, 12, 31), 0
    while day <= last:
        assert CALENDAR.covers(day)
        assert CALENDAR.is_working_day(day) is chinese_calendar.is_workday(day), day
        assert CALENDAR.is_public_holiday(day) is (day in chinese_calendar.holidays), day
        assert CALENDAR.is_makeup_workday(day) is (day in chinese_calendar.workdays), day
        day, seen = day + timedelta(days=1), seen + 1
    assert seen == 8401


@pytest.mark.promise("D1")
@given(any_days, st.integers(1, 300))
def test_a_due_date_is_provisional_exactly_when_it_leaves_the_table(day, count):
    due = add_working_days(CALENDAR, day, count)
    assert due.is_provisional is (day < date(2004, 1, 1) or due.on > date(2026, 12, 31))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)])
def test_beyond_the_table_monday_to_friday_are_working_days(day):
    assert not CALENDAR.covers(day)
    assert CALENDAR.is_working_day(day)
    assert not CALENDAR.is_working_day(date(2027, 1, 2))


@given(any_days, st.integers(1, 400))
def test_working_days_counted_land_on_a_working_day_with_as_many_between(day, count):
    due = add_working_days(CALENDAR, day, count).on
    assert CALENDAR.is_working_day(due)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(CALENDAR.is_working_day(one) for one in between) == count


@given(any_days, any_days, st.integers(0, 60), st.integers(0, 60))
def test_later_or_longer_is_never_due_earlier(day, other, count, more):
    assume(day <= other)
    for add in (add_working_days, add_calendar_days):
        assert add(CALENDAR, day, count).on <= add(CALENDAR, other, count).on
        assert add(CALENDAR, day, count).on <= add(CALENDAR, day, count + more).on


@given(any_days, st.integers(0, 400))
def test_a_last_day_off_rolls_forward_to_the_next_working_day(day, count):
    plain = day + timedelta(days=count)
    due = add_calendar_days(CALENDAR, day, count).on
    assert due >= plain
    assert CALENDAR.is_working_day(due)
    assert not any(CALENDAR.is_working_day(plain + timedelta(days=n)) for n in range((due - plain).days))


def test_day_one_is_the_day_after():
    monday = date(2025, 3, 3)
    assert add_working_days(CALENDAR, monday, 1).on == date(2025, 3, 4)
    assert add_working_days(CALENDAR, monday, 5).on == date(2025, 3, 10)
    assert add_working_days(CALENDAR, date(2025, 3, 8), 1).on == date(2025, 3, 10)
    assert add_working_days(CALENDAR, date(2025, 3, 8), 0).on == date(2025, 3, 10)


def test_counting_jumps_the_holiday_and_takes_the_makeup_workdays():
    # 2025: off 28 January to 4 February, worked on Sunday 26 January and Saturday 8 February
    assert add_working_days(CALENDAR, date(2025, 1, 24), 2) == Due(date(2025, 1, 27), is_provisional=False)
    assert add_working_days(CALENDAR, date(2025, 1, 24), 6).on == date(2025, 2, 8)
    assert add_calendar_days(CALENDAR, date(2025, 1, 25), 5).on == date(2025, 2, 5)


@given(days_of_the_table, st.integers(0, 30))
def test_the_last_working_days_end_before_today_and_miss_none(today, count):
    days = last_working_days(CALENDAR, today, count)
    assert len(days) == count
    assert list(days) == sorted(set(days))
    if days:
        span = [days[0] + timedelta(days=n) for n in range((today - days[0]).days)]
        assert [day for day in span if CALENDAR.is_working_day(day)] == list(days)


def test_homework_has_three_clocks_in_working_days():
    found = clocks_of("homework", date(2025, 3, 3))
    assert (found.accept_on, found.first_answer_on, found.finish_on) == (
        date(2025, 3, 5),
        date(2025, 3, 10),
        date(2025, 3, 24),
    )
    assert found.told_on is None
    assert not found.is_provisional


@pytest.mark.parametrize("matter", [*TUTORING, "teacher_paid"])
def test_tutoring_is_told_within_sixty_calendar_days(matter):
    found = clocks_of(matter, date(2025, 3, 3))
    assert found.finish_on == date(2025, 3, 24)
    assert found.told_on == date(2025, 5, 6)  # the 60th day, 2 May, is a holiday until the 5th


@pytest.mark.promise("D1")
def test_clocks_are_provisional_when_the_finish_runs_beyond_the_table():
    assert not clocks_of("homework", date(2026, 12, 1)).is_provisional
    assert clocks_of("homework", date(2026, 12, 21)).is_provisional
    found = clocks_of("training_price", date(2026, 12, 1))  # what runs into 2027 is only told_on
    assert (found.is_provisional, found.told_is_provisional) == (False, True)
    assert not clocks_of("training_price", date(2026, 10, 8)).told_is_provisional


@given(any_days, st.sampled_from(sorted(MATTERS.by_code)), st.sampled_from(sorted(DIVISIONS.reportable_codes)))
def test_every_report_has_its_clocks_in_order(filed_on, matter, division_code):
    found = clocks_of(matter, filed_on, division_code=division_code)
    assert filed_on < found.accept_on < found.first_answer_on < found.finish_on
    assert found.told_on is None or found.told_on > found.finish_on


def with_line(**key):
    line = Deadline(**({"matter": "*", "department": "*", "region": "*"} | key), **FINISH)
    return DEADLINES | {line.key: line}


FINISH = {"clock": Clock.FINISH, "days": 10, "unit": "working_days", "source": "a test"}
FILED = date(2025, 3, 3)
USUAL, SHORT = date(2025, 3, 24), date(2025, 3, 17)


def test_a_line_for_a_region_holds_below_it_only():
    lines = with_line(region="411100")
    assert clocks_of("homework", FILED, deadlines=lines).finish_on == SHORT
    assert clocks_of("homework", FILED, deadlines=lines, division_code="410102").finish_on == USUAL


def test_a_line_for_a_department_holds_for_it_only():
    lines = with_line(department="sport")
    assert clocks_of("homework", FILED, deadlines=lines, department="sport").finish_on == SHORT
    assert clocks_of("homework", FILED, deadlines=lines).finish_on == USUAL


def test_the_nearer_region_comes_before_the_named_matter_before_the_named_department():
    keys = [{"region": "411102"}, {"region": "411100"}, {"matter": "homework"}, {"department": "education"}]
    for nearer, wider in combinations(keys, 2):
        lines = with_line(**nearer)
        other = Deadline(**({"matter": "*", "department": "*", "region": "*"} | wider), **(FINISH | {"days": 20}))
        assert clocks_of("homework", FILED, deadlines=lines | {other.key: other}).finish_on == SHORT


def test_the_next_due_date_is_the_nearest_of_the_clocks_that_run():
    found = clocks_of("training_price", FILED)
    assert next_due_on(found, set(Clock)) == found.accept_on
    assert next_due_on(found, {"finish", "told"}) == found.finish_on
    assert next_due_on(found, {Clock.TOLD}) == found.told_on
    assert next_due_on(found, ()) == found.finish_on
    assert next_due_on(replace(found, told_on=None), {"told"}) == found.finish_on
    assert next_due_on(found, {"finish"}, asked_on=FILED) == FILED + timedelta(days=7)
    assert next_due_on(found, {"accept"}, asked_on=FILED) == found.accept_on


def test_a_clock_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="lunch"):
        next_due_on(clocks_of("homework", FILED), {"lunch"})


@given(days_of_the_table, days_of_the_table, st.integers(-3, 60))
def test_a_question_moves_the_finish_by_the_days_waited_and_seven_at_most(finish_on, asked_on, waited):
    due = pause(CALENDAR, finish_on, asked_on, asked_on + timedelta(days=waited))
    assert due == add_calendar_days(CALENDAR, finish_on, min(max(waited, 0), 7))
    assert due.on >= finish_on
    assert CALENDAR.is_working_day(due.on)


def test_a_pause_by_example():
    wednesday = date(2025, 3, 12)
    assert pause(CALENDAR, wednesday, date(2025, 3, 5), date(2025, 3, 5)).on == wednesday
    assert pause(CALENDAR, wednesday, date(2025, 3, 5), date(2025, 3, 7)).on == date(2025, 3, 14)
    assert pause(CALENDAR, wednesday, date(2025, 3, 5), date(2025, 3, 8)).on == date(2025, 3, 17)
    assert pause(CALENDAR, wednesday, date(2025, 3, 5), date(2025, 4, 30)).on == date(2025, 3, 19)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 3, 5), "on"),  # a Wednesday
        (date(2025, 3, 8), "off"),  # a Saturday
        (date(2025, 7, 19), "off"),  # a Saturday in the vacation
        (date(2025, 7, 16), "unclear"),  # a weekday in July
        (date(2025, 8, 29), "unclear"),
        (date(2025, 1, 15), "unclear"),
        (date(2025, 2, 12), "unclear"),
        (date(2025, 1, 29), "off"),  # Spring Festival
        (date(2025, 10, 1), "off"),
        (date(2025, 10, 4), "off"),  # a Saturday within a holiday
        (date(2025, 9, 28), "unclear"),  # a Sunday worked
        (date(2025, 2, 8), "unclear"),  # a Saturday worked, in February
        (date(2027, 3, 6), "unclear"),  # a Saturday beyond the table
        (date(2027, 3, 3), "unclear"),
    ],
)
def test_whether_a_lesson_falls_on_an_off_day(day, expected):
    assert is_off_day(CALENDAR, day) == expected


@given(days_of_the_table)
def test_no_working_day_is_off_and_no_day_without_work_is_on(day):
    found = is_off_day(CALENDAR, day)
    assert found != ("off" if CALENDAR.is_working_day(day) else "on")


BAD_DAYS = [
    ("2004-01-01,holiday,a\n2004-01-01,holiday,a\n", 3, "given twice"),
    ("2004-01-01,holiday,a\n2004-01-05,workday,a\n", 3, "no weekend day"),
    ("2004-01-01,holiday,a\n2006-01-01,holiday,a\n", 3, "no year may be missing"),
    ("2005-01-01,holiday,a\n2003-01-01,holiday,a\n", 3, "in order"),
    ("2004-02-30,holiday,a\n", 2, "date"),
    ("2004-01-01,feast,a\n", 2, "kind"),
]


@pytest.mark.parametrize(("rows", "line", "said"), BAD_DAYS)
def test_bad_holidays_are_refused_with_file_and_line(tmp_path, rows, line, said):
    (tmp_path / "holidays.csv").write_text("date,kind,name\n" + rows, encoding="utf-8")
    with pytest.raises(BadPolicyData, match=said) as refused:
        load_calendar(tmp_path)
    assert str(refused.value).startswith(f"holidays.csv:{line}: ")


BAD_DEADLINES = [
    ("parking,*,*,finish,15,working_days,,x", "parking"),
    ("*,fishery,*,finish,15,working_days,,x", "fishery"),
    ("*,*,110228,finish,15,working_days,,x", "110228"),
    ("*,*,*,finish,15,working_days,,x", "given twice"),
    ("*,*,411100,finish,0,working_days,,x", "fewer than 1"),
    ("*,*,411100,lunch,1,working_days,,x", "clock"),
    ("*,*,411100,finish,1,weeks,,x", "unit"),
]


def load_deadlines_from(folder):
    return load_deadlines(DIVISIONS, MATTERS, load_departments(), folder)


@pytest.mark.parametrize(("row", "said"), BAD_DEADLINES)
def test_bad_deadlines_are_refused_with_file_and_line(tmp_path, row, said):
    text = (DATA / "deadlines.csv").read_text(encoding="utf-8")
    (tmp_path / "deadlines.csv").write_text(text + row + "\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match=said) as refused:
        load_deadlines_from(tmp_path)
    last_line = text.count("\n") + 1
    assert str(refused.value).startswith(f"deadlines.csv:{last_line}: ")


@pytest.mark.parametrize("clock", ["accept", "first_answer", "finish"])
def test_every_clock_needs_a_line_for_all_cases(tmp_path, clock):
    lines = (DATA / "deadlines.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"*,*,*,{clock},")]
    (tmp_path / "deadlines.csv").write_text("".join(kept), encoding="utf-8")
    with pytest.raises(BadPolicyData, match=f"{clock}: a line for every"):
        load_deadlines_from(tmp_path)
