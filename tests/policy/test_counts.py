"""How often something may be done: data, and refused when it cannot be right."""

from dataclasses import replace

import pytest

import policy
from policy.comparing import diff
from policy.counts import Count, load_counts
from policy.reading import DATA, BadPolicyData
from tests.policy.overlays import put


def refusal(tmp_path, change):
    text = (DATA / "counts.csv").read_text(encoding="utf-8")
    (tmp_path / "counts.csv").write_text(change(text), encoding="utf-8")
    with pytest.raises(BadPolicyData) as refused:
        load_counts(tmp_path)
    return str(refused.value)


def test_the_numbers_that_are_in_force():
    assert {count: row.most for count, row in load_counts().items()} == {
        "unanswered_messages": 20,
        "consent_requests": 2,
        "splits": 20,
        "easy_challenges": 5,
        "wrong_receipts": 30,
        "wrong_log_ins": 10,
        "log_ins_before_work": 20,
        "wrong_codes_before_work": 5,
    }


def test_a_count_that_is_missing_twice_or_nothing_is_refused_with_its_line(tmp_path):
    assert refusal(tmp_path, lambda text: text.replace("messages,20", "messages,0")).startswith("counts.csv:2: unans")
    assert "missing" in refusal(tmp_path, lambda text: "".join(text.splitlines(keepends=True)[:2]))
    assert "given twice" in refusal(tmp_path, lambda text: text + "consent_requests,9,x\n")
    assert "count" in refusal(tmp_path, lambda text: text + "patience,9,x\n")


def test_a_deployment_may_lay_its_own_over_them_and_sees_the_difference(tmp_path):
    lines = ("unanswered_messages,5,x", "consent_requests,2,said otherwise", "log_ins_before_work,20,x", "")
    put(tmp_path / "city", counts="\n".join(("count,most,source", *lines)))
    own, laid = policy.load(), policy.load(overlay=tmp_path / "city")
    assert laid.counts[Count.UNANSWERED_MESSAGES].most == 5
    said = [(reason.code, dict(reason.params)) for reason in diff(own, laid)]
    assert said == [("diff.count_changed", {"count": "unanswered_messages", "was": 20, "now": 5})]
    assert "unanswered_messages" in laid.words.say(said[0][0], said[0][1], "en")
    assert diff(own, replace(own)) == ()
