"""A1: wherever a client can say a text, it is said, and a thief looks for it; a new field is tried by itself."""

import logging
import secrets

import pytest

from tests.api.sent import BY_A_SUPERVISOR, good_body, send, spoilt
from tests.promises.sayings import sayable
from tests.promises.search import found
from tests.promises.theft import configuration, disk_of, dump, files, log_lines
from tests.support.house import opened

CLEAR_NAMES = {
    ("/api/v1/staff", "post", ("username",)),
    ("/api/v1/staff/session", "post", ("username",)),
    ("/api/v1/offices", "post", ("name",)),
    ("/api/v1/offices/<uuid:office_id>", "put", ("name",)),
    ("/api/v1/registry/schools", "post", ("name",)),
    ("/api/v1/registry/institutions", "post", ("name",)),
    ("/api/v1/cases/<uuid:case_id>/registry_suggestion", "post", ("name",)),
}
"""What administrators name offices, people and schools stands on the clear list: it is nothing about a report.
What an officer suggests for the register is written for it, and stands clear beside the case as its entry will.
A user name is looked up as it is, so a PostgreSQL that is told to log every statement logs it."""
SEARCHED = {("/api/v1/registry/schools", ("q",)), ("/api/v1/registry/institutions", ("q",))}
"""Where administrators, who see no report, look for names of the register: such a PostgreSQL logs these, too."""
STORED = {
    ("/api/v1/reports", ("text",)),
    ("/api/v1/reports/taken", ("text",)),
    ("/api/v1/reports", ("place", "target_name")),
    ("/api/v1/reports/mine/messages", ("text",)),
    ("/api/v1/cases/<uuid:case_id>/moves", ("reason",)),
    ("/api/v1/cases/<uuid:case_id>/messages", ("text",)),
    ("/api/v1/cases/<uuid:case_id>/notes", ("text",)),
    ("/api/v1/cases/<uuid:case_id>/school_notice", ("addition",)),
    ("/api/v1/cases/<uuid:case_id>/school_notice", ("reason",)),
}
"""What is certainly taken, so that not everything is refused; the journey has transfers, appeals and answers."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def own_house(request, tmp_path, now, relay_key, argon2_cost):
    """One whose disk nobody else writes to."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path, now, relay_key, argon2_cost) as house:
        yield house


def say_everything(house, stem):
    """Sends a canary at every place; the (rule, path) of those that were taken."""
    taken = set()
    for rule, method, contract, path in sayable(house.app, "accepts"):
        if (rule, method, path) in CLEAR_NAMES:
            continue
        body = spoilt(good_body(rule, method, path), path, f"{stem}-{'.'.join(path)}")
        answer = send(house, rule, method, contract, body)
        assert answer.status_code < 500, (rule, path, answer.text)
        if answer.status_code < 300:
            taken.add((rule, path))
    return taken


def ask_everything(house, stem):
    """Sends a canary in every query."""
    somebody = {False: house.officer, True: house.log_in("administrator")}
    for rule, method, _, path in sayable(house.app, "query"):
        if (rule, path) in SEARCHED:
            continue
        for reader in somebody.values():
            answer = house.client.open(rule, method=method, query_string={path[0]: stem}, headers=reader.headers)
            assert answer.status_code < 500, (rule, path)


@pytest.fixture
def lots(caplog):
    """Logs as talkative as they can be."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    return caplog


def hits(house, disk, stem, records):
    """Where a thief finds it."""
    settings = house.app.extensions["jianfu"].settings
    loot = dump(house.engine) + disk.taken() + files(settings.var) + configuration(settings) + log_lines(records)
    assert {"report", "note", "case_event", "message", "log", "file"} <= {where for where, _, _ in loot}
    return [(where, what) for where, what, data in loot if found([stem], data)]


@pytest.mark.promise("A1")
def test_a_text_that_is_said_wherever_one_can_be_said_is_found_nowhere(own_house, lots):
    house, stem = own_house, f"Kanari{secrets.token_hex(6)}"
    assert house.filed["receipt"]
    disk = disk_of(house.engine)
    assert say_everything(house, stem) >= STORED
    ask_everything(house, stem)
    assert hits(house, disk, stem, lots.records) == []
    name = {"division_code": "140181", "department": "education", "name": stem}
    assert house.log_in("administrator").post("/offices", name).status_code == 201
    assert ("office", "name") in hits(house, disk, stem, lots.records)  # so that the search is known to look


def test_each_exception_is_a_text_that_can_be_said(own_house):
    there = {(rule, method, path) for rule, method, _, path in sayable(own_house.app, "accepts")}
    assert there >= CLEAR_NAMES
    assert {(rule, path) for rule, _, path in there} >= STORED
    assert {(rule, path) for rule, _, _, path in sayable(own_house.app, "query")} >= SEARCHED
    assert {rule for rule, *_ in there} >= BY_A_SUPERVISOR
    assert len(there) > 50
