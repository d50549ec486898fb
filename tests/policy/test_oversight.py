"""Why an office above may read a case: data, and refused when it cannot be right."""

import pytest

import policy
from policy.oversight import LONGEST, load_oversight
from policy.reading import DATA, BadPolicyData
from policy.words import LOCALES
from tests.policy.overlays import put
from tests.support.national import NATIONAL

OURS = (DATA / "oversight.csv").read_text(encoding="utf-8")


def refusal(tmp_path, text):
    (tmp_path / "oversight.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicyData) as refused:
        load_oversight(tmp_path)
    return str(refused.value)


@pytest.mark.promise("K7", "in part")
def test_no_kind_of_reason_tells_a_reporter_that_there_are_others():
    """An appeal, a bounce or a joining would: all reporters of a case are told the kind."""
    codes = load_oversight()
    assert "quality_check" in codes
    assert not {"appeal", "appealed", "bounced", "joined", "avoided"} & set(codes)
    assert all(NATIONAL.words.say(f"oversight_reason.{code}", {}, locale) for code in codes for locale in LOCALES)


def test_a_line_that_cannot_be_right_is_refused(tmp_path):
    assert "given twice" in refusal(tmp_path, OURS + "overdue,x\n")
    assert "short code" in refusal(tmp_path, OURS + f"{'x' * (LONGEST + 1)},x\n")
    assert "oversight.csv:9" in refusal(tmp_path, OURS + ",x\n")


def test_a_deployment_adds_a_kind_with_its_words(tmp_path):
    put(tmp_path / "city", oversight="code,source\nbudget,x\n")
    with pytest.raises(BadPolicyData, match=r"oversight_reason\.budget"):
        policy.load(overlay=tmp_path / "city")
