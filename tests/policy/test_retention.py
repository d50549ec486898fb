"""How long ended cases are kept: data, and refused when it cannot be right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy
from policy.comparing import diff
from policy.lifecycle import UNANSWERED
from policy.reading import DATA, BadPolicyData
from policy.retention import ENDS, LEAST_DAYS, load_retention
from policy.vocabulary import Status
from tests.policy.overlays import put
from tests.support.national import NATIONAL

SINCE = date(2026, 11, 18)
CATEGORIES = tuple(NATIONAL.forms)


def refusal(tmp_path, change):
    text = (DATA / "retention.csv").read_text(encoding="utf-8")
    (tmp_path / "retention.csv").write_text(change(text), encoding="utf-8")
    with pytest.raises(BadPolicyData) as refused:
        load_retention(CATEGORIES, tmp_path)
    return str(refused.value)


@pytest.mark.promise("O6", "in part")
@pytest.mark.parametrize(
    ("status", "category", "days"),
    [
        ("closed", "homework", 730),
        ("closed", "tutoring", 1095),
        ("resolved", "homework", 30 + 730),
        ("resolved", "tutoring", 30 + 1095),
        ("declined", "tutoring", 365),
        ("referred_out", "homework", 730),
    ],
)
def test_an_ended_case_is_kept_for_so_long(status, category, days):
    assert NATIONAL.retention.kept_until(Status(status), category, SINCE) == SINCE + timedelta(days=days)


@given(st.sampled_from(sorted(UNANSWERED)), st.sampled_from(CATEGORIES))
def test_a_case_that_is_worked_on_has_no_last_day(status, category):
    assert NATIONAL.retention.kept_until(status, category, SINCE) is None


@given(st.sampled_from(ENDS), st.sampled_from(CATEGORIES))
def test_exactly_one_line_is_about_each_ended_case(status, category):
    spans = NATIONAL.retention.spans()
    about = [
        days
        for on, what, others, days in spans
        if on is status and (what == category or (what == "*" and category not in others))
    ]
    assert [SINCE + timedelta(days=days) for days in about] == [NATIONAL.retention.kept_until(status, category, SINCE)]


def test_a_line_that_cannot_be_right_is_refused(tmp_path):
    assert "missing" in refusal(tmp_path, lambda text: text.replace("declined,*", "declined,homework"))
    assert "given twice" in refusal(tmp_path, lambda text: text + "declined,*,400,x\n")
    assert "fewer than" in refusal(tmp_path, lambda text: text.replace("d,*,365", f"d,*,{LEAST_DAYS - 1}"))
    assert "does not stay" in refusal(tmp_path, lambda text: text + "resolved,*,400,x\n")
    assert "no such category" in refusal(tmp_path, lambda text: text + "declined,gossip,400,x\n")
    assert "retention.csv:6" in refusal(tmp_path, lambda text: text + "declined,homework,many,x\n")


def test_a_deployment_may_keep_things_longer_and_sees_the_difference(tmp_path):
    put(tmp_path / "city", retention="status,category,days,source\ndeclined,*,800,x\nclosed,homework,900,x\n")
    laid = policy.load(overlay=tmp_path / "city")
    assert laid.retention.kept_until(Status.DECLINED, "tutoring", SINCE) == SINCE + timedelta(days=800)
    said = [dict(reason.params) for reason in diff(NATIONAL, laid)]
    assert said == [
        {"status": "closed", "category": "homework", "was": 730, "now": 900},
        {"status": "declined", "category": "*", "was": 365, "now": 800},
    ]
