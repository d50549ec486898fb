"""A report that is taken back after an officer joined its case takes the keys of the case it left along."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import CaseKeyWrap
from models.engine import reading
from tests.services.joint import case_id_of, file_at, stored_case
from tests.services.lives import OFFICER

DECLINED = {"reason": "r", "public_reply": "不属实。"}


def key_of(engine, case_id):
    """Whether anybody holds the key of a case."""
    with reading(engine) as db:
        return db.scalar(sa.select(CaseKeyWrap.case_id).where(CaseKeyWrap.case_id == case_id).limit(1)) is not None


@pytest.fixture
def left(lives, house, school, now):
    """Two reports on a case with a note that was joined to another; both, that case, and where they are now."""
    first, second = file_at(lives.phone, school), file_at(lives.phone, school)
    lives.clock.time = now + timedelta(days=14)
    other = file_at(lives.phone, school)
    case_id, into = (case_id_of(house.engine, filed) for filed in (first, other))
    assert case_id_of(house.engine, second) == case_id != into
    officer = lives.console(OFFICER)
    assert officer.post(f"/cases/{case_id}/notes", {"text": "秘密。"}).status_code == 204
    joined = officer.post(f"/cases/{case_id}/joining", {"into": into}, stored_case(house.engine, case_id).version)
    assert joined.status_code == 200, joined.json
    return first, second, case_id, into


@pytest.mark.promise("A10", "in part")
@pytest.mark.promise("A1", "in part")
def test_the_notes_of_a_case_go_with_the_last_report_that_was_ever_in_it(lives, house, left):
    first, second, case_id, into = left
    assert lives.act(first, "withdrawal").status_code == 204
    assert key_of(house.engine, case_id)
    assert lives.act(second, "withdrawal").status_code == 204
    assert not key_of(house.engine, case_id)
    assert key_of(house.engine, into)
    opened = lives.console(OFFICER).get(f"/cases/{case_id}")
    assert (opened.status_code, opened.json["notes"], opened.json["reports"]) == (200, [], [])


@pytest.mark.promise("A10", "in part")
def test_an_appeal_does_not_hide_the_case_that_was_left_before_it(lives, house, left, act):
    first, second, case_id, into = left
    act(into, "accept")
    act(into, "decline", **DECLINED)
    for filed in (first, second):
        assert lives.act(filed, "appeal", {"reason": "?"}).status_code == 204
        appealed = case_id_of(house.engine, filed)
        assert lives.act(filed, "withdrawal").status_code == 204
        assert not key_of(house.engine, appealed)
    assert not key_of(house.engine, case_id)
    assert key_of(house.engine, into)
