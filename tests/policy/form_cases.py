"""Forms and good answers to them, for the tests of forms."""

from datetime import date

from hypothesis import strategies as st

from policy.answers import check_answers
from policy.words import LOCALES, load_words
from tests.support.national import NATIONAL

FORMS = NATIONAL.forms
HOMEWORK, TUTORING = FORMS["homework"], FORMS["tutoring"]
WORDS = load_words(())
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
