"""Answers are said as people write them, in both languages."""

from datetime import date

import pytest

from api.said import answers_said
from tests.support.national import NATIONAL as POLICY

ANSWERS = {"grade": 4, "written_minutes": [{"date": "2026-03-04", "minutes": 90}]}


@pytest.mark.promise("W3", "in part")
@pytest.mark.parametrize(
    ("locale", "said"),
    [("zh-Hans", ["2026年3月4日: 90 分钟"]), ("en", ["4 March 2026: 90 minutes"]), ("de", ["2026年3月4日: 90 分钟"])],
)
def test_days_of_an_answer_are_said_in_words(locale, said):
    assert answers_said(POLICY, "homework", ANSWERS, locale)[1].text == said


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_words(month):
    answers = {"lesson_date": date(2026, month, 1).isoformat()}
    (zh,), (en,) = (answers_said(POLICY, "tutoring", answers, locale) for locale in ("zh-Hans", "en"))
    assert zh.text == [f"2026年{month}月1日"]
    assert en.text == [f"1 {date(2026, month, 1):%B} 2026"]
