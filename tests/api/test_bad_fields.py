"""Any JSON value in any field of any body: a success, or one problem document that names the field."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.refusals import CANARY, LOCALES, check_problem
from tests.api.sent import (
    ADMINISTRATION,
    BODIES,
    OVERTAKEN,
    REFUSED,
    WITH_A_PASSWORD,
    endpoints,
    good_body,
    paths,
    send,
    spoilt,
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20).map(lambda text: CANARY + text),
    st.sampled_from(["", " ", "\0", "\ud800", "2026-02-30", "2026-11-18", "4", "me", "411102", 10**400]),
)
ANY = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([CANARY, "date", "minutes", "", "\ud800", "name"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_every_body_has_an_example_here_and_it_is_good(house):
    assert {(rule, method) for rule, method, _ in endpoints(house)} == BODIES.keys()
    for rule, method, contract in endpoints(house):
        answer = send(house, rule, method, contract, good_body(rule, method))
        nobody = (rule, method) in WITH_A_PASSWORD
        expected = 401 if nobody else REFUSED.get(rule, contract.status)
        assert answer.status_code == expected, (rule, answer.get_data(as_text=True))
        if "answers" in contract.accepts().fields:
            tutoring = good_body(rule, method, ("answers", "subject"))
            assert send(house, rule, method, contract, tutoring).status_code == contract.status


@pytest.mark.parametrize(("rule", "method"), BODIES, ids=lambda part: part.rpartition("/")[2])
def test_the_wrong_type_in_any_field_is_refused_by_name(house, rule, method):
    contract = next(found for *where, found in endpoints(house) if where == [rule, method])
    for path, takes_object in paths(house, contract).items():
        wrong = CANARY if takes_object else {CANARY: [CANARY]}
        answer = send(house, rule, method, contract, spoilt(good_body(rule, method, path), path, wrong))
        document = check_problem(answer, 422, "invalid_fields", locale="en")
        named = ".".join(map(str, path))
        assert [error["field"] for error in document["errors"]] == [named], (path, document["errors"])


@pytest.mark.parametrize(("rule", "method"), BODIES, ids=lambda part: part.rpartition("/")[2])
def test_an_unknown_field_is_refused_and_not_repeated(house, rule, method):
    contract = next(found for *where, found in endpoints(house) if where == [rule, method])
    for name, named in ((CANARY, ""), ("colour", "colour"), ("\0", ""), ("\ud800", ""), ("", "")):
        for locale in LOCALES:
            body = {**good_body(rule, method), name: CANARY}
            document = check_problem(
                send(house, rule, method, contract, body, locale), 422, "invalid_fields", named, locale=locale
            )
            assert [error["code"] for error in document["errors"]] == ["field.unknown"]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_json_in_any_field_is_taken_or_refused_but_never_a_crash(house, data):
    rule, method, contract = data.draw(st.sampled_from(endpoints(house)))
    path = data.draw(st.sampled_from(sorted(paths(house, contract), key=str)))
    body = spoilt(good_body(rule, method, path), path, data.draw(ANY))
    answer = send(house, rule, method, contract, body)
    if answer.status_code >= 300:
        may_clash = {404, 409} if (rule, method) in ADMINISTRATION else set()
        may_clash |= {409} if rule in OVERTAKEN else set()
        assert answer.status_code in {400, 401, 422, REFUSED.get(rule, 422)} | may_clash, answer.json
        check_problem(answer, answer.status_code, locale="en")
