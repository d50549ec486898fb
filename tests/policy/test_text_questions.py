"""Text answers: no form asks one today, so a form is made here."""

from datetime import date

import pytest

from policy.answers import check_answers
from policy.forms import load_forms

QUESTIONS = """
- {category: c, id: must, type: text, required: true, max: 5}
- {category: c, id: may, type: text, max: 3}
"""


@pytest.fixture
def form(tmp_path):
    (tmp_path / "forms.yaml").write_text(QUESTIONS, encoding="utf-8")
    return load_forms(tmp_path)["c"]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"must": "五个汉字呀"}, []),
        ({"must": "六个汉字了呀"}, ["field.too_long"]),
        ({"must": "  "}, ["field.required"]),
        ({"must": "a", "may": "abcd"}, ["field.too_long"]),
        ({"must": 3}, ["field.type_text"]),
        ({"must": "\ud800"}, ["field.type_text"]),
    ],
)
def test_a_text_is_checked_by_its_own_length(form, answers, codes):
    assert [error.reason.code for error in check_answers(form, answers, date(2026, 1, 1)).errors] == codes


def test_an_empty_optional_text_is_no_answer(form):
    assert check_answers(form, {"must": " a ", "may": " "}, date(2026, 1, 1)).values == {"must": "a"}
