"""The demo says whom one may log in as, and nobody else does."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from api.resources.demo import LOG_INS
from demo.files import LOG_INS as WRITTEN
from models import Office

WHO = {
    "username": "officer-1",
    "password": "x",
    "role": "officer",
    "division_code": "411102",
    "department": "education",
}
NOBODY = {"username": "auditor", "password": "y", "role": "auditor", "division_code": None, "department": None}


@contextmanager
def as_demo(house, *, demo):
    """The same service, with this setting."""
    running = house.app.extensions["jianfu"]
    house.app.extensions["jianfu"] = replace(running, settings=replace(running.settings, demo=demo))
    yield running.settings.var / LOG_INS
    house.app.extensions["jianfu"] = running


def told(house):
    return house.client.get("/api/v1/demo/log-ins").json["items"]


def test_the_demo_tells_its_accounts_with_the_name_of_their_office(house):
    with house.engine.connect() as connection:
        office = connection.execute(sa.select(Office.id, Office.name)).first()
    with as_demo(house, demo=True) as file:
        assert told(house) == []  # before the demo is loaded
        file.write_text(json.dumps([WHO | {"office_id": office.id}, NOBODY | {"office_id": None}]))
        with_office = WHO | {"office_id": office.id, "office_name": office.name}
        assert told(house) == [with_office, NOBODY | {"office_id": None, "office_name": None}]
        file.write_text("{")
        assert told(house) == []
        file.unlink()


def test_what_is_no_demo_tells_nobody_although_the_file_is_there(house):
    with as_demo(house, demo=False) as file:
        file.write_text(json.dumps([WHO | {"office_id": None}]))
        assert told(house) == []
        file.unlink()


@pytest.mark.parametrize("demo", [True, False])
def test_a_page_knows_whether_this_is_a_demo(house, demo):
    with as_demo(house, demo=demo):
        assert house.client.get("/api/v1/vocabulary").json["is_demo"] is demo


def test_the_file_is_the_one_that_the_demo_writes():
    assert LOG_INS == WRITTEN
