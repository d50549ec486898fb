"""Answers that are proposed and approved: who does it, and what is sent."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from models import Case, Recusal, Staff
from models.engine import reading, writing
from policy.vocabulary import Role
from services.keyring import RECOVERY
from services.people.key_reach import Holder
from tests.services.lives import OFFICER
from tests.support.colleague import colleague_of
from tests.support.phone import Console, homework

DECLINE = {"event": "decline", "ground": "outside_remit", "reason": "不归我局。", "public_reply": "请拨打 12345。"}
UNFOUND = {
    "event": "resolve",
    "outcome": "unsubstantiated",
    "actions_taken": ["none_needed"],
    "public_reply": "没有发现所反映的情况。",
}
YES, NO = {"approved": True}, {"approved": False, "reason": "请再到校一次。"}


@pytest.fixture
def case(lives):
    filed = lives.phone.file(homework()).json
    return filed, lives.house.case_of(filed)["id"]


@pytest.fixture
def officer(lives):
    return lives.console(OFFICER)


@pytest.fixture
def colleague(lives, officer):
    """Somebody else of the same office, for this test."""
    with colleague_of(officer) as named:
        yield Console(officer.client, *named)


@contextmanager
def supervisor_of(console, installed):
    holder = Holder(RECOVERY, installed.recovery.private)
    with colleague_of(console, Role.SUPERVISOR, holder) as named:
        yield Console(console.client, *named)


def version_of(lives, case_id):
    with reading(lives.house.engine) as db:
        return db.get_one(Case, case_id).version


def history(officer, case_id):
    return officer.get(f"/cases/{case_id}").json["history"]


def events(officer, case_id):
    return [line["event"] for line in history(officer, case_id)]


def propose(officer, lives, case_id, **said):
    return officer.post(f"/cases/{case_id}/approval", DECLINE | said, version_of(lives, case_id))


def decide(somebody, lives, case_id, verdict, version=None):
    return somebody.post(f"/cases/{case_id}/approval/decision", verdict, version or version_of(lives, case_id))


def codes(answer):
    assert answer.status_code == 422, answer.json
    return {error["field"]: error["code"] for error in answer.json["errors"]}


def alone(officer, lives, case_id):
    """Nobody else of the office, whom another test may have let in, has anything to do with the case."""
    others = sa.select(Staff.id).where(Staff.office_id == officer.me["office_id"], Staff.id != officer.me["id"])
    with writing(lives.house.engine) as db:
        db.add_all(Recusal(case_id=case_id, staff_id=staff_id) for staff_id in db.scalars(others).all())
        db.commit()
