"""T7: a reply can begin with plain words for its outcome and matter; none tells who is meant, or that all is well."""

import re

import pytest

from policy.reply_templates import ANSWERS, reply_templates
from policy.vocabulary import Event
from policy.words import LOCALES
from tests.support.national import NATIONAL

NAMES_SOMEBODY = re.compile(r"年级|班级|姓名|学生|同学|孩子|\b(?:pupil|grade|class|child|student)", re.IGNORECASE)
PROMISES = re.compile(r"已解决|已整改|改正|\b(?:fixed|solved|put right|corrected)", re.IGNORECASE)
ENDS = (Event.RESOLVE, Event.DECLINE, Event.REFER_OUT)


@pytest.mark.promise("T7", "in part")
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("matter", NATIONAL.matters.by_code)
def test_there_is_one_for_each_answer_to_each_matter_and_it_says_nothing_it_must_not(matter, locale):
    found = list(reply_templates(NATIONAL.words, matter, ENDS))
    assert [(one.event, one.outcome) for one in found] == list(ANSWERS)
    name = NATIONAL.words.say(f"matter.{matter}", {}, locale)
    for one in found:
        said = NATIONAL.words.say(one.text.code, one.text.params, locale).replace(name, "")
        assert 20 < len(said) < 300
        assert not NAMES_SOMEBODY.search(said), said
        assert not PROMISES.search(said), said


def test_only_those_for_what_may_be_done_now_are_offered_and_a_matter_s_own_comes_first():
    (own,) = reply_templates(NATIONAL.words, "training_prepaid", [Event.DECLINE, Event.ACCEPT])
    (any_matter,) = reply_templates(NATIONAL.words, "training_sport", [Event.DECLINE])
    assert (own.text.code, any_matter.text.code) == ("template.decline.training_prepaid", "template.decline")
    assert not list(reply_templates(NATIONAL.words, "homework", [Event.ACCEPT]))
