"""docs/policy.md says what the data says."""

from typing import get_args, get_type_hints

import pytest

from policy.documents import load_documents
from policy.reading import DATA
from policy.rules import LeftOut, load_left_out
from tests.support.national import NATIONAL as POLICY
from tests.support.policy_page import PAGE, WHY, cases, page


@pytest.mark.promise("T10")
def test_the_page_of_the_rules_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(POLICY, load_documents()), "run python -m tests.support.policy_page"


@pytest.mark.promise("T10")
def test_three_different_cases_are_shown_for_each_rule():
    shown = {rule.id: len(set(cases(rule.id))) for rule in POLICY.rules}
    assert shown == dict.fromkeys(shown, 3)


def test_every_rule_is_on_the_page_once_in_use_or_left_out():
    text = PAGE.read_text(encoding="utf-8")
    used, left = {rule.id for rule in POLICY.rules}, {one.id for one in load_left_out(POLICY.rules, DATA)}
    assert [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")] == [
        *sorted(used),
        "Left out",
    ]
    assert all(text.count(f"| {rule_id} |") == 1 for rule_id in left)


def test_every_reason_for_leaving_a_rule_out_is_explained():
    assert set(WHY) == set(get_args(get_type_hints(LeftOut)["why"]))
