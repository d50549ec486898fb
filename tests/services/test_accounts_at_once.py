"""Accounts are made and changed while others are: nobody waits for whoever only refers to the same office.

On PostgreSQL only: on SQLite one writes after the other.
"""

import pytest

from policy.vocabulary import Role
from services.administration.grants import grant_keys
from services.administration.staff_accounts import add_staff, find_staff
from services.keyring import RECOVERY
from services.people.key_reach import Holder
from tests.services.impatient import does, house
from tests.support.meanwhile import once_after

__all__ = ["does", "house"]


@pytest.mark.slow
@pytest.mark.promise("K3", "in part")
def test_two_are_given_the_keys_of_one_office_at_once(house, does):
    """Each new account refers to the office, and locked it then against the other's: a deadlock."""
    holder = Holder(RECOVERY, house.installed.recovery.private)
    office_id = house.installed.offices["411102", "education"].id
    does(add_staff, "pending", Role.OFFICER, office_id)

    def meanwhile():
        does(add_staff, "second", Role.OFFICER, office_id, holder)
        does(grant_keys, holder, does(find_staff, "pending").id)

    with once_after(house.engine, "INSERT INTO staff", meanwhile):
        does(add_staff, "first", Role.OFFICER, office_id, holder)
    for name in ("first", "second", "pending"):
        assert does(find_staff, name).removed_on is None
