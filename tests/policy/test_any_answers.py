"""Whatever JSON is sent as answers: values, or errors that name the question and never repeat what was sent."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policy.answers import check_answers
from policy.vocabulary import FIELD_NAME
from tests.policy.form_cases import FORMS, JSON, TODAY, WORDS


@given(st.data())
def test_any_json_in_any_question_is_answered_by_values_or_named_errors(data):
    form = data.draw(st.sampled_from(list(FORMS.values())))
    ids = [question.id for question in form.questions]
    answers = data.draw(st.dictionaries(st.sampled_from(ids) | st.text(), JSON, max_size=8))
    checked = check_answers(form, answers, TODAY)
    for error in checked.errors:
        head, _, rest = error.field.partition(".")
        assert head == "answers"
        assert rest == "" or rest.split(".")[0] in ids or (rest in answers and FIELD_NAME.fullmatch(rest))
        assert error.reason.code.startswith("field.")
        assert WORDS.say(error.reason.code, error.reason.params, "en")
        assert set(error.reason.params) <= {"min", "max", "first", "last", "allowed"}
    refused_ids = {error.field.split(".")[1] for error in checked.errors if "." in error.field}
    assert not refused_ids & checked.values.keys()


@given(st.sampled_from(list(FORMS.values())), st.uuids())
def test_errors_never_repeat_the_input(form, canary):
    said = f"x{canary}"
    answers = {question.id: said for question in form.questions} | {said: [said]}
    checked = check_answers(form, answers, TODAY)
    assert checked.errors
    assert said not in json.dumps([(one.field, one.reason.code, one.reason.params) for one in checked.errors])


QUESTIONS = [(form, question) for form in FORMS.values() for question in form.questions]


def good_answer(question, day=TODAY):
    """An answer that the question takes."""
    numbers = st.integers(question.min or 0, question.max or 0)
    last = day + timedelta(days=question.days_ahead or 0)
    dates = st.dates(day, last) if question.days_ahead else st.dates(date(2021, 1, 1), day)
    return {
        "choice": lambda: st.sampled_from(question.options),
        "choices": lambda: st.lists(st.sampled_from(question.options), min_size=1, unique=True),
        "boolean": st.booleans,
        "integer": lambda: numbers,
        "money": lambda: st.integers((question.min or 0) * 100, (question.max or 0) * 100).map(lambda fen: fen / 100),
        "date": lambda: dates.map(date.isoformat),
        "time": lambda: st.times().map(lambda at: at.isoformat("minutes")[:5]),
        "text": lambda: st.text(st.characters(codec="utf-8"), max_size=question.max),
        "minutes_by_day": lambda: st.lists(
            st.fixed_dictionaries({"date": dates.map(date.isoformat), "minutes": numbers}),
            min_size=1,
            max_size=question.max_items,
            unique_by=lambda one: one["date"],
        ),
    }[question.type]()


@st.composite
def filled(draw):
    """A form with good answers to some of its questions, as a client that hides the others would send it."""
    form = draw(st.sampled_from(list(FORMS.values())))
    answers, values = {}, {}
    for question in form.questions:
        if question.shown(values) and (question.required or draw(st.booleans())):
            answers[question.id] = draw(good_answer(question))
            values = check_answers(form, answers, TODAY).values
    return form, answers


@given(filled())
def test_every_good_answer_to_every_question_is_taken(form_and_answers):
    form, answers = form_and_answers
    checked = check_answers(form, answers, TODAY)
    assert checked.errors == ()
    blank = {question for question, answer in answers.items() if isinstance(answer, str) and not answer.strip()}
    assert checked.values.keys() == answers.keys() - blank


@given(st.sampled_from(QUESTIONS), JSON)
def test_any_json_in_any_one_question_is_taken_or_refused_at_that_question(form_and_question, answer):
    form, question = form_and_question
    checked = check_answers(form, {question.id: answer}, TODAY)
    own = [error for error in checked.errors if error.field.split(".")[1] == question.id]
    assert question.id in checked.values or own or answer in (None, []) or str(answer).strip() == ""
    assert not (question.id in checked.values and own)
