"""Forms: what is asked, and how answers are checked."""

import json
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.answers import check_answers
from policy.forms import DayMinutes, QuestionType, act_date, load_forms
from policy.vocabulary import FIELD_NAME
from policy.words import LOCALES, load_words

FORMS = load_forms()
WORDS = load_words(())
HOMEWORK, TUTORING = FORMS["homework"], FORMS["tutoring"]
TODAY = date(2026, 3, 10)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["2026-03-09", "2026-02-30", "20:45", "wechat", 3, 0, 1e308]),
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(st.sampled_from(["date", "minutes"]) | st.text(), inner, max_size=4)
        | st.fixed_dictionaries({"date": inner, "minutes": inner})
    ),
    max_leaves=12,
)


def days(*minutes):
    return [{"date": f"2026-03-0{day}", "minutes": count} for day, count in enumerate(minutes, 1)]


def homework(**more):
    return {"grade": 5, "written_minutes": days(90, 100, 80)} | more


def tutoring(**more):
    return {"grade": 5, "subject": "math", "mode": "offline", "problem": ["other"]} | more


def found(form, answers):
    """Every error as (field, code); each must have a sentence in every language."""
    errors = check_answers(form, answers, TODAY).errors
    assert all(WORDS.say(error.reason.code, error.reason.params, locale) for error in errors for locale in LOCALES)
    return [(error.field, error.reason.code) for error in errors]


def refused(**more):
    return found(HOMEWORK, homework(**more))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_at_most_four_answers_are_required(form):
    assert 1 <= sum(question.required for question in form.questions) <= 4


def test_the_contract_of_the_homework_form():
    grade, minutes = HOMEWORK.question("grade"), HOMEWORK.question("written_minutes")
    assert (grade.type, grade.options, grade.required) == (QuestionType.CHOICE, tuple(range(1, 13)), True)
    assert (minutes.type, minutes.min, minutes.max, minutes.max_items) == (QuestionType.MINUTES_BY_DAY, 0, 720, 5)


def test_right_answers_come_back_typed():
    checked = check_answers(HOMEWORK, homework(parent_task=["check", "mark"], most_classmates=True), TODAY)
    assert checked.errors == ()
    assert checked.values == {
        "grade": 5,
        "written_minutes": tuple(DayMinutes(date(2026, 3, day), count) for day, count in ((1, 90), (2, 100), (3, 80))),
        "parent_task": ("check", "mark"),
        "most_classmates": True,
    }


def test_money_date_and_time_come_back_exact():
    answers = tutoring(
        problem=["too_late", "prepaid_too_much"], fee_amount=4999.95, lesson_date="2026-03-10", lesson_end="20:31"
    )
    checked = check_answers(TUTORING, answers, TODAY)
    assert checked.errors == ()
    assert checked.values["fee_amount"] == Decimal("4999.95")
    assert checked.values["lesson_date"] == TODAY
    assert checked.values["lesson_end"] == time(20, 31)


@pytest.mark.parametrize("answers", [None, [], "x", 3, True])
def test_answers_must_be_an_object(answers):
    assert found(HOMEWORK, answers) == [("answers", "field.type_object")]


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"grade": None}, "grade", "field.required"),
        ({"grade": "5"}, "grade", "field.type_choice"),
        ({"grade": True}, "grade", "field.type_choice"),
        ({"grade": 5.0}, "grade", "field.type_choice"),
        ({"grade": 0}, "grade", "field.not_offered"),
        ({"grade": 13}, "grade", "field.not_offered"),
        ({"written_minutes": []}, "written_minutes", "field.required"),
        ({"written_minutes": {}}, "written_minutes", "field.type_minutes_by_day"),
        ({"written_minutes": [3]}, "written_minutes.0", "field.type_minutes_by_day"),
        ({"written_minutes": days(1, 2, 3, 4, 5, 6)}, "written_minutes", "field.too_many"),
        ({"written_minutes": days(1, 2, "60")}, "written_minutes.2.minutes", "field.type_integer"),
        ({"written_minutes": days(*[1, True])}, "written_minutes.1.minutes", "field.type_integer"),
        ({"written_minutes": days(1, 60.5)}, "written_minutes.1.minutes", "field.type_integer"),
        ({"written_minutes": days(-1)}, "written_minutes.0.minutes", "field.range"),
        ({"written_minutes": days(721)}, "written_minutes.0.minutes", "field.range"),
        ({"written_minutes": days(10**400)}, "written_minutes.0.minutes", "field.range"),
        ({"written_minutes": [{"date": "2026-03-01"}]}, "written_minutes.0.minutes", "field.required"),
        ({"written_minutes": [{"minutes": 3}]}, "written_minutes.0.date", "field.required"),
        ({"written_minutes": [*days(1), *days(2)]}, "written_minutes.1.date", "field.repeated"),
        ({"written_minutes": [{"date": "2026-03-11", "minutes": 1}]}, "written_minutes.0.date", "field.date_future"),
        ({"written_minutes": [{"date": "2020-12-31", "minutes": 1}]}, "written_minutes.0.date", "field.date_too_old"),
        ({"written_minutes": [{"date": "2026-02-30", "minutes": 1}]}, "written_minutes.0.date", "field.type_date"),
        ({"written_minutes": [{"date": "20260301", "minutes": 1}]}, "written_minutes.0.date", "field.type_date"),
        ({"weekend_minutes": "60"}, "weekend_minutes", "field.type_integer"),
        ({"weekend_minutes": []}, "weekend_minutes", "field.type_integer"),
        ({"parent_task": "check"}, "parent_task", "field.type_choices"),
        ({"parent_task": ["check", "cook"]}, "parent_task.1", "field.not_offered"),
        ({"parent_task": ["check", "check"]}, "parent_task.1", "field.repeated"),
        ({"most_classmates": 1}, "most_classmates", "field.type_boolean"),
        ({"homework_channel": "paper", "needs_phone": True}, "needs_phone", "field.not_asked"),
        ({"needs_phone": True}, "needs_phone", "field.not_asked"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_own_field(more, field, code):
    assert refused(**more) == [(f"answers.{field}", code)]


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"fee_amount": 10.005}, "fee_amount", "field.type_money"),
        ({"fee_amount": "10"}, "fee_amount", "field.type_money"),
        ({"fee_amount": True}, "fee_amount", "field.type_money"),
        ({"fee_amount": float("nan")}, "fee_amount", "field.type_money"),
        ({"fee_amount": float("inf")}, "fee_amount", "field.type_money"),
        ({"fee_amount": 10**400}, "fee_amount", "field.range"),
        ({"fee_amount": -0.01}, "fee_amount", "field.range"),
        ({"fee_lessons": 0}, "fee_lessons", "field.range"),
        ({"lesson_end": "24:00"}, "lesson_end", "field.type_time"),
        ({"lesson_end": "20:30:00"}, "lesson_end", "field.type_time"),
        ({"lesson_end": "٢٠:٣٠"}, "lesson_end", "field.type_time"),
        ({"lesson_date": "2026-03-11"}, "lesson_date", "field.date_future"),
        ({"lesson_date": 20260301}, "lesson_date", "field.type_date"),
    ],
)
def test_money_time_and_date_are_exact_kinds(more, field, code):
    answers = tutoring(problem=["too_late", "prepaid_too_much"], **more)
    assert found(TUTORING, answers) == [(f"answers.{field}", code)]


def test_every_fault_is_named_at_once():
    answers = {"grade": 99, "written_minutes": days(1, 999, "3")}
    assert found(HOMEWORK, answers) == [
        ("answers.grade", "field.not_offered"),
        ("answers.written_minutes.1.minutes", "field.range"),
        ("answers.written_minutes.2.minutes", "field.type_integer"),
    ]


def test_a_fault_in_a_question_does_not_make_the_next_one_unasked():
    assert refused(homework_channel="pigeon", needs_phone=True) == [("answers.homework_channel", "field.not_offered")]


def test_an_unknown_question_is_named_if_it_looks_like_one():
    assert refused(number_of_pages=1) == [("answers.number_of_pages", "field.unknown")]


def test_an_unknown_question_is_refused_without_repeating_what_looks_like_no_name():
    assert refused(my_phone_is_13800000000=1) == [("answers", "field.unknown")]


def test_null_and_no_choice_count_as_not_answered():
    checked = check_answers(HOMEWORK, homework(weekend_minutes=None, parent_task=[], needs_phone=None), TODAY)
    assert checked.errors == ()
    assert checked.values.keys() == {"grade", "written_minutes"}


def test_today_and_the_first_day_are_accepted():
    both = [{"date": "2026-03-10", "minutes": 0}, {"date": "2021-01-01", "minutes": 720}]
    assert refused(written_minutes=both) == []


def test_the_act_is_dated_by_the_answers_then_by_occurred_on_then_by_the_filing_day():
    occurred, filed = date(2026, 2, 1), date(2026, 3, 10)
    values = check_answers(HOMEWORK, homework(), TODAY).values
    assert act_date(HOMEWORK, values, occurred_on=occurred, filed_on=filed) == date(2026, 3, 3)
    lesson = {"lesson_date": date(2026, 1, 3)}
    assert act_date(TUTORING, lesson, occurred_on=occurred, filed_on=filed) == date(2026, 1, 3)
    assert act_date(TUTORING, {}, occurred_on=occurred, filed_on=filed) == occurred
    assert act_date(TUTORING, {}, occurred_on=None, filed_on=filed) == filed


@given(st.data())
def test_any_json_in_any_question_is_answered_by_values_or_named_errors(data):
    form = data.draw(st.sampled_from([HOMEWORK, TUTORING]))
    ids = [question.id for question in form.questions]
    answers = data.draw(st.dictionaries(st.sampled_from(ids) | st.text(), JSON, max_size=8))
    checked = check_answers(form, answers, TODAY)
    for error in checked.errors:
        head, _, rest = error.field.partition(".")
        assert head == "answers"
        assert rest == "" or rest.split(".")[0] in ids or (rest in answers and FIELD_NAME.fullmatch(rest))
        assert error.reason.code.startswith("field.")
        assert WORDS.say(error.reason.code, error.reason.params, "en")
        assert set(error.reason.params) <= {"min", "max", "first", "allowed"}
    refused_ids = {error.field.split(".")[1] for error in checked.errors if "." in error.field}
    assert not refused_ids & checked.values.keys()


@given(st.sampled_from([HOMEWORK, TUTORING]), st.uuids())
def test_errors_never_repeat_the_input(form, canary):
    said = f"x{canary}"
    answers = {question.id: said for question in form.questions} | {said: [said]}
    checked = check_answers(form, answers, TODAY)
    assert checked.errors
    assert said not in json.dumps([(one.field, one.reason.code, one.reason.params) for one in checked.errors])
