"""Forms: what is asked, and how answers are checked."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from policy.answers import check_answers, check_day
from policy.forms import DayMinutes, QuestionType, act_date
from tests.policy.form_cases import FORMS, HOMEWORK, TODAY, TUTORING, days, found, homework, refused, tutoring


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


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (None, []),
        (TODAY, []),
        (date(2021, 1, 1), []),
        (TODAY + timedelta(days=1), ["field.date_future"]),
        (date(2020, 12, 31), ["field.date_too_old"]),
    ],
)
def test_the_day_something_happened_is_neither_to_come_nor_long_ago(day, codes):
    errors = check_day("occurred_on", day, TODAY)
    assert [(one.field, one.reason.code) for one in errors] == [("occurred_on", code) for code in codes]


SCHOOL, SERVICE = FORMS["school_conduct"], FORMS["after_school_service"]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_whatever_is_chosen_at_most_four_answers_are_required(form):
    conditions = {
        question.shown_when.question_id for question in form.questions if question.required and question.shown_when
    }
    always = sum(question.required and question.shown_when is None for question in form.questions)
    assert always + sum(bool(question.required and question.shown_when) for question in form.questions) <= 4
    assert conditions <= {question.id for question in form.questions}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_question_can_be_reached(form):
    reached = set()
    for question in form.questions:
        when = question.shown_when
        assert when is None or when.question_id in reached
        reached.add(question.id)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-03-09", "field.date_past"),
        ("2026-03-10", None),
        ("2026-05-09", None),
        ("2026-05-10", "field.date_too_far"),
    ],
)
@pytest.mark.parametrize(
    ("form", "answers"),
    [
        (TUTORING, tutoring()),
        (SCHOOL, {"grade": 5, "problem": ["tutoring_firm"]}),
        (SERVICE, {"grade": 5, "problem": ["lessons_taught"]}),
    ],
)
def test_the_next_lesson_is_between_today_and_sixty_days_from_now(form, answers, day, code):
    refused_at = [("answers.next_lesson_on", code)] if code else []
    assert found(form, answers | {"next_lesson_on": day, "next_lesson_at": "18:30"}) == refused_at


def test_the_next_lesson_does_not_date_the_act():
    values = check_answers(TUTORING, tutoring(next_lesson_on="2026-03-14"), TODAY).values
    assert act_date(TUTORING, values, occurred_on=None, filed_on=TODAY) == TODAY


def test_the_app_or_account_is_asked_of_online_lessons_only():
    named = {"app_or_account": "某直播间"}
    assert found(TUTORING, tutoring(mode="online", **named)) == []
    assert found(TUTORING, tutoring(**named)) == [("answers.app_or_account", "field.not_asked")]
    too_long = tutoring(mode="online", app_or_account="间" * 101)
    assert found(TUTORING, too_long) == [("answers.app_or_account", "field.too_long")]


def test_a_boarder_is_asked_the_hours_of_the_school_and_others_their_sleep():
    sleep = {"grade": 8, "problem": ["sleep_and_hours"]}
    boarder, day_pupil = {"lights_out": "22:30", "wake_up": "06:00"}, {"sleep_hours": 8, "sleep_cause": "homework"}
    assert found(SCHOOL, sleep | {"boards": True} | boarder) == []
    assert found(SCHOOL, sleep | {"boards": False} | day_pupil) == []
    assert {code for _, code in found(SCHOOL, sleep | {"boards": False} | boarder)} == {"field.not_asked"}
    assert {code for _, code in found(SCHOOL, sleep | {"boards": True} | day_pupil)} == {"field.not_asked"}


def test_what_is_done_on_a_day_off_must_be_said():
    assert found(SCHOOL, {"grade": 5, "problem": ["holiday_class"]}) == [("answers.weekend_activity", "field.required")]
