"""T7: `closed` never says `fixed`; no word about an end promises that the matter is gone."""

import pytest

from policy.words import LOCALES

PROMISING = {
    "zh-Hans": ("已解决", "已整改到位", "已改正", "问题消除", "圆满"),
    "en": ("fixed", "solved", "put right.", "corrected"),
}
ENDS = ("closed", "close", "resolve", "resolved")
STEMS = ("status", "status_for_reporter", "event", "act", "effect", "action_told", "action_taken")


@pytest.mark.promise("T7")
@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_for_an_end_or_for_what_was_done_says_that_it_is_fixed(policy, locale):
    codes = [f"{stem}.{end}" for stem in STEMS for end in ENDS]
    codes += [f"{stem}.{code}" for stem in ("action_taken", "action_told") for code in policy.decisions.actions]
    said = [policy.words.texts[locale][code] for code in codes if code in policy.words.texts[locale]]
    assert len(said) > len(policy.decisions.actions)
    assert not [text for text in said if any(word in text.lower() for word in PROMISING[locale])]
