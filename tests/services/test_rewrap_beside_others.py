"""K3: keys are wrapped again while reports are taken back and cases passed on, and nobody waits for each other.

On PostgreSQL only: on SQLite one writes after the other.
"""

import pytest

from models import Office
from models.engine import reading, writing
from services.administration.rewrap import rewrap
from services.administration.rotation import GRACE, begin_rotation, finish_rotations, prepare_rotation
from services.keyring import RECOVERY
from services.people.key_reach import Holder
from tests.services.impatient import house, impatiently
from tests.services.joint import case_id_of, file_at, new_school
from tests.support.meanwhile import once_after, once_before
from tests.support.phone import homework

__all__ = ["house"]


@pytest.fixture
def filed(house):
    """Two cases of one office, whose keys were changed since."""
    filed = [file_at(house.phone, new_school(house)) for _ in range(2)]
    change_keys(house)
    return filed


def change_keys(house, changed_id=None):
    with reading(house.engine) as db:
        prepared = prepare_rotation(db, db.get_one(Office, changed_id or office_id(house)))
    with writing(house.engine) as db:
        begin_rotation(house.work(db), prepared)
        db.commit()


def office_id(house):
    return house.installed.offices["411102", "education"].id


def wrap_again(house, changed_id=None):
    """One batch, by somebody who fails as soon as they have to wait; what is left."""
    holder = Holder(RECOVERY, house.installed.recovery.private)
    return impatiently(house, rewrap, holder, changed_id or office_id(house))


def withdraw(house, filed):
    return house.client.post("/api/v1/reports/mine/withdrawal", headers=house.phone.with_receipt(filed["receipt"]))


def transfer(house, filed):
    to = house.installed.offices["411100", "education"].id
    body = {"to_office_id": to, "reason_code": "wrong_place", "reason": "r"}
    return house.officer.post(f"/cases/{case_id_of(house.engine, filed)}/transfer", body, 1)


@pytest.mark.slow
@pytest.mark.promise("K3", "in part")
@pytest.mark.parametrize("act", [withdraw, transfer])
@pytest.mark.parametrize("before", ["DELETE FROM case_key_wrap", "DELETE FROM report_key_wrap"])
def test_who_wraps_again_waits_for_nobody_who_destroys_wraps(house, filed, act, before):
    """They did once: a report that was taken back had lost its wrap and waited for its case's, just renewed."""
    left = []
    assert house.officer.case_of(filed[0]["reference"])
    with once_before(house.engine, before, lambda: left.append(wrap_again(house))):
        assert act(house, filed[0]).status_code in {200, 204}
    assert left == [{"work": 2}]  # the case that somebody is at is left alone, with its report; the other is done
    assert wrap_again(house) == {}


@pytest.fixture
def joined(house):
    """A report of a case that was joined to another one; then the keys of their office were changed."""
    filed = [house.phone.file(homework()).json for _ in range(2)]
    case, into = (house.case_of(one) for one in filed)
    assert house.officer.post(f"/cases/{case['id']}/joining", {"into": into["id"]}, case["version"]).status_code == 200
    change_keys(house)
    return filed[0]


@pytest.mark.slow
@pytest.mark.promise("K3", "in part")
@pytest.mark.parametrize("after", ["DELETE FROM report_key_wrap", "DELETE FROM case_key_wrap"])
def test_who_wraps_again_waits_for_nobody_who_takes_a_joined_report_back(house, joined, after):
    """With the report goes the key of the case that it was in before, which nobody has locked."""
    left = []
    with once_after(house.engine, after, lambda: left.append(wrap_again(house))):
        assert withdraw(house, joined).status_code == 204
    assert set(left[0]) == {"work"}
    assert wrap_again(house) == {}


@pytest.mark.slow
@pytest.mark.promise("K3", "in part")
def test_who_wraps_again_waits_for_nobody_who_destroys_old_keys_of_an_office_below(house, filed):
    """The old keys of the office below are wrapped to the old key of the one above, until they are destroyed."""
    left, above = [], house.installed.offices["411100", "education"].id
    while wrap_again(house):
        pass
    change_keys(house, above)
    house.clock.forward(GRACE.total_seconds())
    wraps_again = once_after(house.engine, "DELETE FROM key_grant", lambda: left.append(wrap_again(house, above)))
    with wraps_again, writing(house.engine) as db:
        assert finish_rotations(house.work(db)) == 1
        db.commit()
    assert left[0]["oversight"] > 0
    while wrap_again(house, above):
        pass
