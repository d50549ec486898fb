"""How long the office above waits, and how far back it may look: data, and refused when it cannot be right."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.deadlines import load_calendar
from policy.reading import DATA, BadPolicyData
from policy.supervision import Limit, answerable_from, is_over, last_day, load_limits, quiet_since, surely_not_over

LIMITS, CALENDAR = load_limits(), load_calendar()
DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))


def refusal(tmp_path, change):
    text = (DATA / "supervision.csv").read_text(encoding="utf-8")
    (tmp_path / "supervision.csv").write_text(change(text), encoding="utf-8")
    with pytest.raises(BadPolicyData) as refused:
        load_limits(tmp_path)
    return str(refused.value)


def test_the_days_that_are_in_force():
    assert {limit: (row.days, row.unit) for limit, row in LIMITS.items()} == {
        "nobody_there": (2, "working_days"),
        "arrived": (2, "working_days"),
        "not_accepted": (5, "working_days"),
        "reopen": (90, "calendar_days"),
        "reopened_finish": (10, "working_days"),
        "task": (5, "working_days"),
        "task_unanswered": (2, "working_days"),
        "silent": (10, "working_days"),
        "recheck": (180, "calendar_days"),
        "answer_above": (3, "working_days"),
        "late_answer": (5, "working_days"),
        "late_first_answer": (2, "working_days"),
    }


def test_a_limit_that_is_missing_twice_or_nothing_is_refused_with_its_line(tmp_path):
    assert refusal(tmp_path, lambda text: text.replace("reopen,90", "reopen,0")).startswith("supervision.csv:5: reopen")
    assert "missing" in refusal(tmp_path, lambda text: text.replace("reopen,90,calendar_days,service promise\n", ""))
    assert "given twice" in refusal(tmp_path, lambda text: text + "reopen,9,calendar_days,x\n")
    assert "limit" in refusal(tmp_path, lambda text: text + "patience,9,calendar_days,x\n")


def test_a_deployment_may_lay_its_own_days_over_them(tmp_path):
    (tmp_path / "supervision.csv").write_text("limit,days,unit,source\nreopen,30,calendar_days,x\n", encoding="utf-8")
    laid = load_limits(DATA, tmp_path)
    assert (laid[Limit.REOPEN].days, laid[Limit.NOT_ACCEPTED].days) == (30, 5)
    shutil.rmtree(tmp_path)


@given(st.sampled_from(Limit), DAYS, st.integers(-30, 400))
def test_a_limit_is_over_the_day_after_its_last_and_stays_so(limit, since, later):
    today = since + timedelta(days=later)
    last = last_day(LIMITS, CALENDAR, limit, since).on
    assert last >= since + timedelta(days=LIMITS[limit].days)
    over = is_over(LIMITS, CALENDAR, limit, since, today)
    assert over == (today > last)
    assert not over or is_over(LIMITS, CALENDAR, limit, since, today + timedelta(days=1))
    if over:  # what the first, rough look leaves out is never due
        assert since < surely_not_over(LIMITS, limit, today)


@given(DAYS)
def test_silence_is_over_once_its_days_have_gone_by_of_whichever_kind_they_are(today):
    row = LIMITS[Limit.SILENT]
    of_the_calendar = {**LIMITS, Limit.SILENT: replace(row, unit="calendar_days")}
    assert quiet_since(of_the_calendar, CALENDAR, today) == today - timedelta(days=row.days)
    of_work = {**LIMITS, Limit.SILENT: replace(row, unit="working_days")}
    assert quiet_since(of_work, CALENDAR, today) <= today - timedelta(days=row.days - 1)


@given(DAYS)
def test_who_answers_for_being_late_had_the_case_while_there_was_still_time(due_on):
    for limit in (Limit.LATE_ANSWER, Limit.LATE_FIRST_ANSWER):
        evening = answerable_from(LIMITS, CALENDAR, limit, due_on)
        days = [evening + timedelta(days=number) for number in range((due_on - evening).days)]
        assert sum(map(CALENDAR.is_working_day, days)) == LIMITS[limit].days
