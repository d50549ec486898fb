"""Words: every code is said in every language, and the right language is found."""

import json
import re
import shutil
from string import Formatter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.documents import load_documents
from policy.reading import DATA, BadPolicyData
from policy.vocabulary import Reason
from policy.words import LOCALES, codes_needed, load_words, match
from tests.support.national import NATIONAL

FORMS = NATIONAL.forms
DOCUMENTS = load_documents()
RULES = NATIONAL.rules
NEEDED = codes_needed(FORMS, RULES, DOCUMENTS)
WORDS = load_words(NEEDED)
POLICY_SAYS = ("working.", "check.", "diff.", "matter.", "department.")
OWN = ("category.", "question.", "option.", "unit.", "rule.", "document.")


@pytest.fixture
def data(tmp_path):
    shutil.copytree(DATA / "words", tmp_path / "words")
    return tmp_path


def rewrite(data, locale, change):
    file = data / "words" / f"{locale}.json"
    words = json.loads(file.read_text(encoding="utf-8"))
    change(words)
    file.write_text(json.dumps(words, ensure_ascii=False, indent=2), encoding="utf-8")


@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_is_left_over_for_a_question_rule_or_document_that_is_gone(locale):
    assert [code for code in WORDS.texts[locale] if code.startswith(OWN) and code not in NEEDED] == []


def test_english_has_no_chinese_left_in_it_and_chinese_is_chinese():
    def chinese(text):
        return any("\u4e00" <= character <= "\u9fff" for character in text)

    assert [code for code, text in WORDS.texts["en"].items() if chinese(text)] == []
    names = {"option.homework.homework_channel.qq"}
    assert [code for code, text in WORDS.texts["zh-Hans"].items() if not chinese(text) and code not in names] == []


def test_chinese_uses_its_own_punctuation():
    halved = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]")
    ours = {code: text for code, text in WORDS.texts["zh-Hans"].items() if code.startswith((*OWN, *POLICY_SAYS))}
    assert {code: text for code, text in ours.items() if halved.search(text)} == {}


def test_a_rule_that_names_a_number_says_it():
    numbers = {"HW-02": "60", "HW-03": "90", "TU-05": "20:30", "TU-06": "21:00", "TU-07": "30", "TU-16": "60"}
    for locale in LOCALES:
        assert all(number in WORDS.say(f"rule.{rule}.text", {}, locale) for rule, number in numbers.items())


def test_a_result_is_a_lead_and_never_a_verdict():
    assert WORDS.say("result.suspected", {}, "zh-Hans").startswith("可能")
    assert "may" in WORDS.say("result.suspected", {}, "en").lower()
    ours = {code: text for code, text in WORDS.texts["en"].items() if not code.startswith("document.")}
    assert [code for code, text in ours.items() if "violat" in text.lower()] == []


def test_the_push_says_nothing_about_the_case():
    assert WORDS.say("push.text", {}, "zh-Hans") == "您有一条新消息。"
    assert WORDS.say("push.text", {}, "en") == "You have a new message."


def test_the_reporter_reads_received_where_the_office_reads_waiting():
    assert WORDS.say("status.submitted", {}, "zh-Hans") == "待签收"
    assert WORDS.say("status_for_reporter.submitted", {}, "zh-Hans") == "已收到"


def test_places_are_filled_and_a_missing_one_is_an_error():
    assert WORDS.say("field.range", {"min": 0, "max": 720}, "en") == "Please give a number from 0 to 720."
    with pytest.raises(KeyError):
        WORDS.say("field.range", {"min": 0}, "en")


def test_a_filled_place_is_not_read_as_a_place_again():
    assert "{max}" in WORDS.say("field.range", {"min": "{max}", "max": 1}, "en")


def test_an_unknown_code_is_an_error_and_an_unknown_locale_is_chinese():
    with pytest.raises(KeyError):
        WORDS.say("no.such_code", {}, "en")
    assert WORDS.say("push.title", {}, "tlh") == WORDS.say("push.title", {}, "zh-Hans")


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "zh-Hans"),
        ("", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans", "zh-Hans"),
        ("zh-Hans-CN,en;q=0.5", "zh-Hans"),
        ("en", "en"),
        ("en-US", "en"),
        ("EN-gb;q=0.3", "en"),
        ("en;q=0.5, zh;q=0.9", "zh-Hans"),
        ("en;q=0.9, zh;q=0.5", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("en;q=0", "zh-Hans"),
        ("fr, de;q=0.9", "zh-Hans"),
        ("fr, en;q=0.2", "en"),
        ("*", "zh-Hans"),
        ("en;q=7", "zh-Hans"),
        ("english", "zh-Hans"),
        (";;;q=,", "zh-Hans"),
    ],
)
def test_the_language_asked_for_is_spoken(header, locale):
    assert match(header) == locale


@given(st.text() | st.from_regex(r"[a-z*;=q0-9,.\- ]{0,80}", fullmatch=True))
@example("en" + ",en" * 100_000)
def test_no_header_breaks_the_match(header):
    assert match(header) in LOCALES


@given(st.sampled_from(sorted(WORDS.texts["en"])), st.sampled_from(LOCALES))
def test_every_code_is_said_with_its_places_filled(code, locale):
    places = [name for _, name, _, _ in Formatter().parse(WORDS.texts[locale][code]) if name]
    said = WORDS.say(code, {name: f"<{name}>" for name in places}, locale)
    assert all(f"<{name}>" in said for name in places)
    assert said.strip()
    assert "{" not in said


def test_a_param_that_is_a_reason_is_said_and_a_tuple_listed():
    params = {"regions": ("1", "2"), "last": Reason("field.date_past")}
    assert WORDS.say("check.price_ends", params, "en") == (
        f"The guided prices of 1, 2 end on {WORDS.say('field.date_past', {}, 'en')}."
    )


def test_a_param_that_is_itself_a_word_is_said():
    params = {"division": "X", "department": "education"}
    assert WORDS.texts["en"]["department.education"] in WORDS.say("routing.lead", params, "en")


def refusal(data, needed=()):
    with pytest.raises(BadPolicyData) as refused:
        load_words(needed, data)
    return str(refused.value)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_code_missing_in_one_language_is_refused(data, locale):
    rewrite(data, locale, lambda words: words.pop("push.title"))
    assert refusal(data) == f"{locale}.json:1: push.title: no words"


def test_a_code_that_policy_needs_and_no_language_has_is_refused(data):
    assert refusal(data, ["rule.HW-99.text"]) == "zh-Hans.json:1: rule.HW-99.text: no words"


def test_other_places_than_in_chinese_are_refused_with_their_line(data):
    rewrite(data, "en", lambda words: words.update({"field.range": "From {min} to {most}."}))
    line = list(WORDS.texts["en"]).index("field.range") + 2
    assert refusal(data) == f"en.json:{line}: field.range: not the same places as in zh-Hans"


@pytest.mark.parametrize("text", ["{min.__class__} {max}", "{min!r} {max}", "{min:>9} {max}", "{0} {max}", "{} {max}"])
def test_a_place_that_reaches_into_a_value_is_refused(data, text):
    rewrite(data, "zh-Hans", lambda words: words.update({"field.range": text}))
    assert "field.range: a place is a plain name in braces" in refusal(data)


def test_unmatched_braces_are_refused(data):
    rewrite(data, "en", lambda words: words.update({"push.text": "You have {a"}))
    assert "push.text: braces do not match" in refusal(data)


def test_an_empty_text_and_a_code_said_twice_are_refused(data):
    rewrite(data, "en", lambda words: words.update({"push.text": " "}))
    assert "push.text" in refusal(data)
    (data / "words" / "zh-Hans.json").write_text('{"a": "甲", "a": "乙"}', encoding="utf-8")
    assert refusal(data) == "zh-Hans.json:1: a: said twice"
