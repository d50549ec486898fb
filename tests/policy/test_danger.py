"""The words a phone asks about."""

import pytest

from policy.danger import load_danger_words
from policy.reading import BadPolicyData


def test_the_words_are_there_in_both_languages():
    words = load_danger_words()
    assert {"自杀", "欺凌", "suicid"} <= set(words)


@pytest.mark.parametrize("line", ["自杀", "x", "Abuse"])
def test_a_word_twice_too_short_or_in_capitals_is_refused_by_line(tmp_path, line):
    (tmp_path / "danger_words.csv").write_text(f"word\n自杀\n{line}\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"^danger_words\.csv:3: "):
        load_danger_words(tmp_path)
