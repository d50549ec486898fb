"""T7: what an office looked at and whom it heard, and what is no record of it."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import CaseEvent
from models.engine import reading
from tests.services.lives import OFFICER
from tests.support.phone import CHECK, homework

CLASSES = [{"name": f"三年级{n}班", "minutes": 40 + n} for n in range(3)]
LOG = {**CHECK, "kind": "homework_log", "classes_sampled": CLASSES}
STATEMENT = {"speaker": "school", "said_on": "2026-11-17", "text": "已调整作业总量。"}


@pytest.fixture(scope="module")
def case(house):
    officer = house.log_in(OFFICER)
    return officer, house.case_of(house.phone.file(homework()).json)["id"]


def codes(answer):
    assert answer.status_code == 422, answer.json
    return {error["field"]: error["code"] for error in answer.json["errors"]}


@pytest.mark.promise("T7", "in part")
def test_a_homework_log_is_of_three_classes_with_their_minutes(case):
    officer, case_id = case
    path = f"/cases/{case_id}/checks"
    for few in ([], CLASSES[:2]):
        assert codes(officer.post(path, LOG | {"classes_sampled": few})) == {"classes_sampled": "check.classes_missing"}
    twice = [*CLASSES[:2], CLASSES[0]]
    assert codes(officer.post(path, LOG | {"classes_sampled": twice})) == {"classes_sampled": "check.class_twice"}
    visit = CHECK | {"classes_sampled": CLASSES}
    assert codes(officer.post(path, visit)) == {"classes_sampled": "check.classes_not_taken"}
    assert officer.post(path, LOG).status_code == 201
    assert officer.get(f"/cases/{case_id}").json["history"][-1]["check"] == LOG


def test_what_lies_ahead_was_not_looked_at_and_nobody_has_said_it(case):
    officer, case_id = case
    ahead = "2026-11-19"
    assert codes(officer.post(f"/cases/{case_id}/checks", CHECK | {"checked_on": ahead})) == {
        "checked_on": "check.in_future"
    }
    assert codes(officer.post(f"/cases/{case_id}/statements", STATEMENT | {"said_on": ahead})) == {
        "said_on": "check.in_future"
    }


@pytest.mark.promise("T7", "in part")
def test_a_statement_of_the_school_stands_in_the_history(case):
    officer, case_id = case
    assert officer.post(f"/cases/{case_id}/statements", STATEMENT).status_code == 201
    line = officer.get(f"/cases/{case_id}").json["history"][-1]
    assert (line["event"], line["statement"], line["status"]) == ("hear", STATEMENT, "submitted")


@pytest.mark.promise("A1", "in part")
def test_a_thief_reads_neither_kind_nor_day_nor_words(case, house):
    officer, case_id = case
    officer.post(f"/cases/{case_id}/checks", LOG)
    officer.post(f"/cases/{case_id}/statements", STATEMENT)
    with reading(house.engine) as db:
        rows = db.execute(sa.select(CaseEvent.__table__).where(CaseEvent.case_id == case_id)).all()
    stolen = repr([tuple(row) for row in rows]).encode() + b"".join(row.sealed_detail or b"" for row in rows)
    for secret in ("homework_log", "2026-11-17", "school", "三年级", STATEMENT["text"], CHECK["text"]):
        assert secret.encode() not in stolen


ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.none(), max_size=2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([("checks", LOG), ("statements", STATEMENT)]),
    st.dictionaries(
        st.sampled_from(["kind", "checked_on", "classes_sampled", "text", "speaker", "said_on", "x"]), ANYTHING
    ),
)
def test_whatever_is_sent_is_recorded_or_refused_by_name(case, good, changes):
    officer, case_id = case
    path, body = good
    answer = officer.post(f"/cases/{case_id}/{path}", body | changes)
    assert answer.status_code in {201, 422}, answer.json
    if answer.status_code == 422:
        assert answer.json["errors"]
        assert {error["field"].partition(".")[0] for error in answer.json["errors"]} <= {*body, *changes}
