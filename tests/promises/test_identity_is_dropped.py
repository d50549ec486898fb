"""A9: who the reporter is, should a client say so, is dropped before anything is stored, logged or signed."""

import logging
import uuid
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.disclosure import IDENTITY
from tests.promises.journey import Filed
from tests.promises.openings import Keys
from tests.promises.search import found
from tests.promises.theft import dump, files, log_lines
from tests.support.phone import homework

CANARY = "Kanari8a5e51c0ffee"
WITHIN = ("place", "answers")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


def with_identity(body, value=None):
    return body | {name: value or f"{CANARY}-{name}" for name in IDENTITY}


def complaint(body):
    return {name: body[name] for name in ("category", "place", "answers")}


@pytest.mark.promise("A9")
def test_the_names_that_the_promise_lists_are_dropped():
    assert {"name", "email", "phone", "device_id"} <= IDENTITY


@pytest.mark.promise("A9")
def test_a_report_with_them_is_accepted_and_they_are_nowhere(phone, console, engine, settings, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    filed = phone.file(with_identity(homework()))
    assert filed.status_code == 201, filed.json
    found_out = phone.client.post("/api/v1/findings", json=with_identity(complaint(homework())))
    assert found_out.status_code == 200, found_out.json
    officer = console("officer-411102-education")
    opened = officer.get(f"/cases/{officer.case_of(filed.json['reference'])['id']}")
    shown = [answer.data for answer in (filed, found_out, opened, phone.mine(filed.json["receipt"]))]
    assert homework()["text"] in opened.text
    stored = [data for _, _, data in dump(engine) + files(settings.var) + log_lines(caplog.records)]
    assert found([CANARY], b"\n".join(shown + stored)) == []


@pytest.mark.promise("A9")
def test_what_is_sealed_has_none_of_it(phone, engine, installed, journey, relay_key):
    """Also with every key there is."""
    key = uuid.uuid4()
    filed = phone.file(with_identity(homework(text=journey.canaries("named"))), key=key)
    assert filed.status_code == 201
    journey.filed["named"] = Filed(key, filed.json["receipt"], filed.json["reference"], "")
    openings = Keys(engine, installed, journey, relay_key).openings()
    opened = b"\n".join(str(each.opened()).encode() for each in openings)
    assert found([journey.canaries("named")], opened)
    assert found([CANARY], opened) == []


@pytest.mark.promise("A9")
def test_they_are_no_part_of_the_body_that_a_key_stands_for(phone):
    key = uuid.uuid4()
    first = phone.file(with_identity(homework()), key=key)
    again = [phone.file(homework(), key=key), phone.file(with_identity(homework(), "someone else"), key=key)]
    assert [(answer.status_code, answer.json) for answer in again] == [(201, first.json)] * 2
    assert phone.file(homework(text="another"), key=key).status_code == 409


@pytest.mark.promise("A9")
def test_any_other_unknown_field_is_refused_without_an_echo_of_its_value(phone):
    for name, file in product(["favourite_colour", "names", "emails", "device"], [True, False]):
        body = complaint(homework()) | {name: CANARY}
        answer = phone.file(body) if file else phone.client.post("/api/v1/findings", json=body)
        assert answer.status_code == 422
        assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [(name, "field.unknown")]
        assert CANARY not in answer.text


@pytest.mark.promise("A9")
def test_within_a_part_of_the_body_they_are_refused_and_not_stored(phone, engine):
    body = homework(subscription={"channel": "fcm_topic", "locale": "en"})
    for part in WITHIN:
        answer = phone.file(body | {part: body[part] | {"email": CANARY}})
        assert (answer.status_code, CANARY in answer.text) == (422, False), part
    assert found([CANARY], b"\n".join(data for _, _, data in dump(engine))) == []


@pytest.mark.promise("A9")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(identity=st.dictionaries(st.sampled_from(sorted(IDENTITY)), JSON, min_size=1))
def test_whatever_they_are_they_change_nothing(phone, identity):
    plain = phone.client.post("/api/v1/findings", json=complaint(homework()))
    said = phone.client.post("/api/v1/findings", json=complaint(homework()) | identity)
    assert (said.status_code, said.data) == (200, plain.data)
