"""Cases that are joined, split, and put back: what the tests of it have in common."""

import uuid

import pytest
import sqlalchemy as sa

from models import CaseEvent
from tests.services.joint import case_id_of, stored_case
from tests.services.lives import OFFICER
from tests.support.phone import homework

RESOLVED = {"outcome": "substantiated", "public_reply": "已责令整改。"}


@pytest.fixture
def named(lives):
    """File a report on a school of this test, which is in no register; each makes a case of its own."""
    name, filed = f"学校{uuid.uuid4()}", []

    def file(**changes):
        answer = lives.phone.file(homework(place={"target_name": name}, **changes))
        assert answer.status_code == 201, answer.json
        filed.append(answer.json)
        return answer.json

    yield file
    take_back(lives, filed)


def take_back(lives, filed):
    """Leave nothing open in the queues that other tests look through."""
    for one in filed:
        lives.act(one, "withdrawal")


@pytest.fixture
def part(lives, house):
    """Merge, split or undo a case as it is now; the answer."""

    def do(case_id, path, *, version=None, username=OFFICER, **body):
        seen = stored_case(house.engine, case_id).version if version is None else version
        return lives.console(username).post(f"/cases/{case_id}/{path}", body, seen)

    return do


@pytest.fixture
def merged(named, part, house):
    """Reports that were joined to the first of them: what was filed, and the cases that they had, the first open."""

    def do(count=2):
        filed = [named() for _ in range(count)]
        ids = [case_id_of(house.engine, one) for one in filed]
        assert part(ids[0], "merge", case_ids=ids[1:]).status_code == 200
        return filed, ids

    return do


def report_ids(lives, case_id, filed, username=OFFICER):
    """The ids that the office's page of a case has for these reports."""
    shown = {one["reference"]: one["id"] for one in lives.console(username).get(f"/cases/{case_id}").json["reports"]}
    return [shown[one["reference"]] for one in filed]


def events(engine, case_id):
    """The versions that a case's history has, in order."""
    with engine.connect() as connection:
        wanted = sa.select(CaseEvent.version).where(CaseEvent.case_id == case_id).order_by(CaseEvent.version)
        return list(connection.scalars(wanted))
