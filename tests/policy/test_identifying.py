"""What a phone marks in own words; the samples are tried in JavaScript, too (tests/web/modules.test.mjs)."""

import json
import re
from pathlib import Path

import pytest

from policy.identifying import load_identifying_patterns
from policy.reading import BadPolicyData

SAMPLES = json.loads((Path(__file__).parent / "identifying.json").read_text(encoding="utf-8"))


def found_in(text):
    found = {}
    for row in load_identifying_patterns():
        for match in re.findall(row.pattern, text):
            found.setdefault(row.code, []).append(match)
        text = re.sub(row.pattern, "\0", text)
    return found


@pytest.mark.promise("A10", "in part")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["text"])
def test_what_may_identify_is_found_and_ordinary_words_are_not(sample):
    assert found_in(sample["text"]) == sample["found"]


def test_every_kind_has_a_sample():
    assert {code for sample in SAMPLES for code in sample["found"]} == {row.code for row in load_identifying_patterns()}


@pytest.mark.parametrize("pattern", ["(?<=a)b", "[a-z", "a*", "\\d+", "(?P<x>a)"])
def test_a_pattern_that_is_none_or_not_the_same_everywhere_is_refused_by_line(tmp_path, pattern):
    (tmp_path / "identifying.csv").write_text(f"code,pattern\nphone,1\nphone,{pattern}\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"^identifying\.csv:3: phone: "):
        load_identifying_patterns(tmp_path)
