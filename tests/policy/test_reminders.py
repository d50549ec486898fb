"""D2: on which days an office is warned, and how long an extension is: data, refused when it cannot be right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.asking import FILES, LONGEST, load_asking
from policy.deadlines import add_working_days, load_deadlines
from policy.extensions import extended, longer_finish
from policy.reading import DATA, BadPolicyData
from policy.reminders import (
    KINDS,
    Warn,
    due_warnings,
    first_warning_on,
    load_warnings,
    next_warning_on,
    warned_on,
)
from policy.supervision import quiet_since
from policy.words import LOCALES
from tests.support.national import NATIONAL

WARNINGS, CALENDAR = NATIONAL.warnings, NATIONAL.calendar
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 1))


@pytest.mark.promise("D2", "in part")
def test_an_office_is_warned_at_four_fifths_on_the_last_day_and_a_week_after():
    filed, finish = date(2026, 9, 1), date(2026, 9, 22)  # 15 working days, the make-up Sunday 20 September among them
    days = {kind: warned_on(row, CALENDAR, filed, finish) for kind, row in WARNINGS.items()}
    assert days == {"near": date(2026, 9, 18), "due": finish, "late": date(2026, 9, 30)}
    assert {row.kind: row.reaches for row in WARNINGS.values()} == {
        "near": ("office",),
        "due": ("office", "superior"),
        "late": ("office", "superior", "city"),
    }


@pytest.mark.promise("D2", "in part")
@given(DAYS, st.integers(1, 60), st.integers(-40, 80))
def test_warnings_come_in_their_order_and_none_is_left_out(begun, days, later):
    finish = add_working_days(CALENDAR, begun, days).on
    on = [warned_on(WARNINGS[kind], CALENDAR, begun, finish) for kind in Warn]
    assert begun < on[0] <= on[1] == finish < on[2]
    today = finish + timedelta(days=later)
    given_ = frozenset(row.kind.value for row in due_warnings(WARNINGS, CALENDAR, begun, finish, today))
    coming = next_warning_on(WARNINGS, CALENDAR, begun, finish, given_)
    assert (coming is None) == (len(given_) == len(Warn))
    assert coming is None or coming > today


@given(DAYS, st.integers(0, 90), st.integers(0, 60))
def test_the_scheduler_never_looks_too_late(begun, earlier, days):
    """What it looks by counts from the filing, which is never after the day on which the clocks began."""
    finish = add_working_days(CALENDAR, begun, days).on
    filed = begun - timedelta(days=earlier)
    assert first_warning_on(WARNINGS, CALENDAR, filed, finish) <= first_warning_on(WARNINGS, CALENDAR, begun, finish)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("near,80", "near,0", "near"),
        ("near,80", "near,101", "near"),
        ("near,80,percent,office", "near,80,percent,everybody", "near"),
        ("near,80,percent,office", "near,80,percent,office office", "near"),
        ("due,100", "close,100", "kind"),
        ("late,5", "due,5", "given twice"),
        ("late,5,working_days", "late,5,weeks", "unit"),
    ],
)
def test_bad_warnings_are_refused_with_file_and_line(tmp_path, old, new, said):
    text = (DATA / "warnings.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "warnings.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadPolicyData, match=said) as refused:
        load_warnings(tmp_path)
    assert str(refused.value).startswith("warnings.csv:")


@pytest.mark.parametrize("code", ["", "x" * (LONGEST + 1)])
@pytest.mark.parametrize("name", FILES.values())
def test_bad_codes_are_refused(tmp_path, name, code):
    for file in FILES.values():
        (tmp_path / file).write_bytes((DATA / file).read_bytes())
    (tmp_path / name).write_text(f"code,source\n{code},x\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match=name):
        load_asking(tmp_path)


def test_every_kind_and_code_has_its_words_in_both_languages():
    codes = NATIONAL.asking.words | {f"reminder.{kind}" for kind in KINDS}
    assert len(codes) >= 20
    assert all(NATIONAL.words.say(code, {}, locale) for code in codes for locale in LOCALES)


@pytest.mark.promise("D2", "in part")
@pytest.mark.parametrize(
    ("matter", "days"),
    [("training_discipline", 15), ("teacher_paid", 15), ("homework", None), ("school_conduct", None)],
)
def test_only_what_the_law_gives_more_time_for_can_be_longer(matter, days):
    line = longer_finish(
        NATIONAL.deadlines, NATIONAL.divisions, matter=matter, department="education", division_code="411102"
    )
    assert (line and line.extension_days) == days


@pytest.mark.parametrize("row", ["*,*,411100,finish,15,working_days,0,x", "*,*,411100,accept,2,working_days,2,x"])
def test_only_a_finish_clock_is_made_longer_and_by_a_day_at_least(tmp_path, row):
    text = (DATA / "deadlines.csv").read_text(encoding="utf-8")
    (tmp_path / "deadlines.csv").write_text(f"{text}{row}\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match="only a finish clock"):
        load_deadlines(NATIONAL.divisions, NATIONAL.matters, NATIONAL.departments, tmp_path)


@pytest.mark.promise("D2", "in part")
@given(DAYS)
def test_an_extension_is_counted_from_the_last_day_in_working_days(finish):
    line = longer_finish(
        NATIONAL.deadlines, NATIONAL.divisions, matter="teacher_paid", department="education", division_code="411102"
    )
    assert extended(CALENDAR, finish, line) == add_working_days(CALENDAR, finish, 15)


@given(DAYS)
def test_an_office_is_silent_after_so_many_whole_working_days(today):
    since = quiet_since(NATIONAL.limits, CALENDAR, today)
    assert since < today
    assert sum(CALENDAR.is_working_day(since + timedelta(days=n)) for n in range((today - since).days)) == 10
