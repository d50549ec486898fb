from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.deadlines import clocks, load_deadlines
from policy.forms import load_forms
from policy.matters import UnknownMatter, load_departments, load_help_lines, load_matters, matter_of
from policy.reading import DATA, BadPolicyData
from tests.support.national import NATIONAL

MATTERS = load_matters()
DIVISIONS, CALENDAR = NATIONAL.divisions, NATIONAL.calendar
DEADLINES = load_deadlines(DIVISIONS, MATTERS, load_departments())
SCHOOL_CATEGORIES = {"homework", "after_school_service", "school_conduct"}
SCHOOL_SUBJECTS = [
    "chinese",
    "math",
    "english_or_other_language",
    "physics",
    "chemistry",
    "biology",
    "history_geography_politics",
    "several_school_subjects",
]
SUBJECTS = [*SCHOOL_SUBJECTS, "culture_art", "sport", "science", "unsure"]
OTHER_PROBLEMS = ["too_late", "during_school", "no_licence", "fees", "tutoring_firm", "advertising"]


def tutoring(subject, *problems):
    return matter_of(MATTERS, "tutoring", {"subject": subject, "problem": list(problems)})


def test_homework_is_homework_whatever_the_answers():
    assert matter_of(MATTERS, "homework", {}) == "homework"
    assert matter_of(MATTERS, "homework", {"grade": 3, "problem": ["in_service_teacher"]}) == "homework"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_serving_teacher_who_tutors_for_pay_comes_first(subject):
    assert tutoring(subject, "price_over_guided", "in_service_teacher") == "teacher_paid"


@pytest.mark.parametrize("subject", SCHOOL_SUBJECTS)
def test_a_price_over_the_guided_one_is_a_price_matter_for_school_subjects(subject):
    assert tutoring(subject, "too_late", "price_over_guided") == "training_price"
    assert tutoring(subject, "too_late") == "training_discipline"


@pytest.mark.parametrize("kind", ["culture_art", "sport", "science"])
def test_other_training_goes_by_its_kind_even_if_it_is_dear(kind):
    assert tutoring(kind, "price_over_guided") == f"training_{kind}"


def test_what_nobody_is_sure_of_is_discipline_training():
    assert tutoring("unsure", "price_over_guided") == "training_discipline"
    assert matter_of(MATTERS, "tutoring", {}) == "training_discipline"


@pytest.mark.parametrize(
    ("problem", "matter"),
    [
        ("data_passed_on", "training_privacy"),
        ("advertising", "training_advertising"),
        ("competition", "training_competition"),
    ],
)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_no_lesson_goes_by_the_problem_whatever_the_subject(subject, problem, matter):
    assert tutoring(subject, "too_late", problem) == matter


@pytest.mark.parametrize("problem", ["prepaid_too_much", "private_account_or_loan", "contract_or_refund"])
def test_prepaid_money_for_school_subjects_is_a_matter_of_its_own(problem):
    assert tutoring("math", problem) == "training_prepaid"
    assert tutoring("math", problem, "price_over_guided") == "training_price"
    assert tutoring("sport", problem) == "training_sport"


@pytest.mark.parametrize(
    ("category", "problems", "matter"),
    [
        ("after_school_service", ["forced", "fees"], "after_school_fees"),
        ("after_school_service", ["forced"], "after_school_service"),
        ("school_conduct", ["fees", "tutoring_firm"], "school_tutoring_link"),
        ("school_conduct", ["fees", "exams"], "school_fees"),
        ("school_conduct", ["exams"], "school_conduct"),
        ("school_conduct", [], "school_conduct"),
    ],
)
def test_a_report_about_a_school_goes_by_its_problem(category, problems, matter):
    assert matter_of(MATTERS, category, {"problem": tuple(problems)}) == matter


def test_school_matters_are_finished_in_fifteen_working_days():
    matters = [code for code, matter in MATTERS.by_code.items() if matter.category in SCHOOL_CATEGORIES]
    assert len(matters) == 6
    for matter in matters:
        due = clocks(
            DEADLINES,
            CALENDAR,
            DIVISIONS,
            matter=matter,
            department="education",
            division_code="411102",
            filed_on=date(2026, 3, 2),
        )
        assert (due.finish_on, due.told_on) == (date(2026, 3, 23), None)


@given(
    st.sampled_from(sorted(load_forms())),
    st.dictionaries(
        st.sampled_from(["subject", "problem", "grade"]),
        st.one_of(st.sampled_from(SUBJECTS), st.lists(st.sampled_from(OTHER_PROBLEMS)), st.none(), st.integers()),
    ),
)
def test_every_report_has_exactly_one_matter_of_its_category(category, answers):
    assert MATTERS.get(matter_of(MATTERS, category, answers)).category == category


def test_an_unknown_category_or_matter_has_a_name_for_it():
    with pytest.raises(UnknownMatter):
        matter_of(MATTERS, "parking", {})
    with pytest.raises(UnknownMatter):
        MATTERS.get("parking")


def test_the_lead_of_each_matter_and_who_takes_part():
    assert {matter.code: matter.lead for matter in MATTERS.by_code.values()} == {
        "homework": "education",
        "after_school_service": "education",
        "after_school_fees": "education",
        "school_conduct": "education",
        "school_fees": "education",
        "school_tutoring_link": "education",
        "teacher_paid": "education",
        "training_privacy": "cyberspace",
        "training_advertising": "market_regulation",
        "training_competition": "education",
        "training_prepaid": "education",
        "training_price": "market_regulation",
        "training_culture_art": "culture_tourism",
        "training_sport": "sport",
        "training_science": "science",
        "training_discipline": "education",
    }
    assert MATTERS.get("training_discipline").co_handlers == ("public_security", "market_regulation", "civil_affairs")


def test_help_lines_begin_with_the_police():
    assert load_help_lines() == ("110", "12355", "12356", "12345")


BAD = [
    ("- {code: a, category: c, lead: education, when: {x: [y]}}", 1, "must have no condition"),
    ("- {code: a, category: c, lead: education}\n- {code: b, category: c, lead: education}", 2, "after the catch-all"),
    ("- {code: a, category: c, lead: education}\n- {code: a, category: d, lead: education}", 2, "given twice"),
    ("- {code: a, category: c, lead: fishery}", 1, "unknown department fishery"),
    ("- {code: a, category: c, lead: education, co_handlers: [fishery]}", 1, "unknown department fishery"),
    ("- {code: a, category: c, lead: education, wehn: {x: [y]}}", 1, "wehn"),
    ("- {code: a, category: c, lead: education, when: {x: y}}", 1, "when"),
]


@pytest.mark.parametrize(("text", "line", "said"), BAD)
def test_bad_matters_are_refused_with_file_and_line(tmp_path, text, line, said):
    (tmp_path / "departments.csv").write_bytes((DATA / "departments.csv").read_bytes())
    (tmp_path / "matters.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicyData, match=said) as refused:
        load_matters(tmp_path)
    assert str(refused.value).startswith(f"matters.yaml:{line}: ")


def test_a_department_given_twice_is_refused(tmp_path):
    (tmp_path / "departments.csv").write_text("code\neducation\nsport\neducation\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"departments\.csv:4: education: given twice"):
        load_departments(tmp_path)


def test_every_condition_names_a_question_of_its_form_and_answers_it_offers():
    forms = load_forms()
    for matter in MATTERS.by_code.values():
        options = {question.id: question.options for question in forms[matter.category].questions}
        assert all(set(wanted) <= set(options[question]) for question, wanted in matter.when.items())
    assert set(forms) == set(MATTERS.by_category)
