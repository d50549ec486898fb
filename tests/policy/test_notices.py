"""The notices on privacy: data with a version, in both languages, which a deployment completes."""

from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policy
from policy.checking import unsaid
from policy.notices import load_notices, notice_codes
from policy.reading import DATA, BadPolicyData
from policy.words import LOCALES
from tests.policy.overlays import put

OURS = yaml.safe_load((DATA / "notices.yaml").read_text(encoding="utf-8"))
LONGEST_SENTENCE = {"zh-Hans": 60, "en": 40}
"""Of the children's notice: characters there, words here."""


def refusal(folder, items):
    (folder / "notices.yaml").write_text(yaml.safe_dump(items), encoding="utf-8")
    with pytest.raises(BadPolicyData) as refused:
        load_notices(folder)
    return str(refused.value)


def refused_by(folder):
    try:
        load_notices(folder)
    except BadPolicyData as refused:
        return str(refused)
    return None


def test_there_is_one_for_everybody_and_one_for_children_each_of_a_version():
    found = {notice.id: notice for notice in load_notices()}
    assert set(found) == {"privacy", "children"}
    assert all(notice.version >= 1 and notice.as_of >= date(2026, 11, 22) for notice in found.values())
    assert {"who", "not_promised", "kept"} <= set(found["privacy"].sections)


@pytest.mark.parametrize("locale", LOCALES)
def test_whatever_they_say_is_said_in_both_languages_and_to_children_shortly(locale):
    words = policy.load().words
    assert all(words.say(code, {}, locale) for code in notice_codes(load_notices()))
    for code in notice_codes(load_notices()):
        if code.startswith("notice.children.") and code.endswith(".text"):
            ends = ("。", "；") if locale == "zh-Hans" else (". ", ": ")
            text = words.say(code, {}, locale)
            for end in ends:
                text = text.replace(end, "\n")
            sizes = [len(part) if locale == "zh-Hans" else len(part.split()) for part in text.splitlines()]
            assert max(sizes) <= LONGEST_SENTENCE[locale], code


def test_one_that_is_missing_twice_empty_or_of_no_version_is_refused_with_its_line(tmp_path):
    assert "missing" in refusal(tmp_path, OURS[:1])
    assert "given twice" in refusal(tmp_path, [*OURS, OURS[0]])
    assert "version" in refusal(tmp_path, [OURS[0] | {"version": 0}, OURS[1]])
    assert "sections" in refusal(tmp_path, [OURS[0] | {"sections": []}, OURS[1]])
    assert "sections" in refusal(tmp_path, [OURS[0], OURS[1] | {"sections": ["name", "name"]}])


def test_a_section_without_words_stops_the_service_at_its_start(tmp_path):
    notices = [{**OURS[0], "as_of": "2026-11-22", "version": 2, "sections": ["of_which_nobody_wrote"]}]
    with pytest.raises(BadPolicyData, match="of_which_nobody_wrote"):
        policy.load(overlay=put(tmp_path / "city", notices=notices))


def test_a_deployment_says_who_is_responsible_and_raises_the_version(tmp_path):
    notices = [{**OURS[0], "as_of": "2026-12-01", "version": 2}]
    who = {"notice.privacy.who.text": "某市教育局。"}
    laid = policy.load(overlay=put(tmp_path / "city", notices=notices, zh_Hans=who, en={**who}))
    assert laid.words.say("notice.privacy.who.text", {}, "zh-Hans") == "某市教育局。"
    assert {notice.id: notice.version for notice in laid.notices} == {"privacy": 2, "children": 1}


@pytest.mark.parametrize("locale", LOCALES)
def test_everybody_is_told_where_to_complain(locale):
    text = policy.load().words.say("notice.privacy.yours.text", {}, locale)
    assert {"zh-Hans": "向网信部门", "en": "complain to the cyberspace administration"}[locale] in text


def test_a_deployment_that_names_nobody_is_told_so_in_both_languages(tmp_path):
    """PIPL art. 17: before anything is asked, people are told who is responsible."""
    who = {"notice.privacy.who.text": "某市教育局。"}
    [missing] = unsaid(policy.load())
    assert all("notice.privacy.who.text" in policy.load().words.say(missing.code, {}, locale) for locale in LOCALES)
    assert unsaid(policy.load(overlay=put(tmp_path / "other", en={"push.title": "x"}, zh_Hans={"push.title": "x"})))
    assert unsaid(policy.load(overlay=put(tmp_path / "half", zh_Hans=who)))
    assert unsaid(policy.load(overlay=put(tmp_path / "city", zh_Hans=who, en={**who}))) == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(OURS[0])), st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3))
)
def test_any_value_is_taken_or_refused_by_file_and_line(tmp_path, key, value):
    (tmp_path / "notices.yaml").write_text(
        yaml.safe_dump([OURS[0] | {key: value}, OURS[1]], allow_unicode=True), encoding="utf-8"
    )
    said = refused_by(tmp_path)
    assert said is None or said.startswith("notices.yaml:")
