"""An account is removed, reset or given keys in the very moment in which it logs in or its office changes keys."""

import pytest
import sqlalchemy as sa

from models import Staff, StaffSession
from models.engine import reading
from policy.vocabulary import Role
from services.administration.grants import grant_keys
from services.administration.rotation import begin_rotation, prepare_rotation
from services.administration.staff_accounts import add_staff, remove_staff, reset_staff
from services.refusals import KeysChanged, NotFound
from tests.services.test_keys_in_motion import COUNTY, OFFICER, town
from tests.support.meanwhile import once_after
from tests.support.phone import Console, code_now, enrol

__all__ = ["town"]

ADMINISTRATOR = "administrator"


@pytest.fixture
def meanwhile(engine):
    """Do something while a password is checked: the account was read, the session is not stored yet."""
    return lambda act: once_after(engine, "FROM staff", act)


def logs_in(app, username, password, **more):
    sent = {"username": username, "password": password, **more}
    return app.test_client().post("/api/v1/staff/session", json=sent)


def sessions_of(town, username):
    mine = sa.select(sa.func.count()).select_from(StaffSession).where(StaffSession.staff_id == town.id_of(username))
    return town.reads(lambda db: db.scalar(mine))


@pytest.mark.promise("K5", "in part")
@pytest.mark.parametrize("username", [ADMINISTRATOR, OFFICER])
@pytest.mark.parametrize("end", [remove_staff, reset_staff], ids=["removed", "reset"])
def test_who_logs_in_while_the_account_ends_gets_no_session(town, app, meanwhile, username, end):
    town.does(add_staff, "other", Role.ADMINISTRATOR, None)
    with meanwhile(lambda: town.does(end, town.id_of(username))):
        answer = logs_in(app, username, town.passwords[username])
    assert answer.status_code == 401, answer.json
    assert sessions_of(town, username) == 0


@pytest.mark.promise("K4", "in part")
def test_a_password_alone_gives_no_session_once_the_second_factor_counts(town, app, console, meanwhile):
    mine = console(ADMINISTRATOR)
    with meanwhile(lambda: enrol(mine, town.passwords[ADMINISTRATOR])):
        assert logs_in(app, ADMINISTRATOR, town.passwords[ADMINISTRATOR]).status_code == 401
    assert sessions_of(town, ADMINISTRATOR) == 1


@pytest.mark.promise("K4", "in part")
def test_a_code_of_the_old_life_does_not_lock_a_reset_account(town, app, console, meanwhile):
    mine = console(ADMINISTRATOR)
    seed = enrol(mine, town.passwords[ADMINISTRATOR])
    town.clock.forward(60)
    code, new = code_now(mine.client, seed), []
    with meanwhile(lambda: new.append(town.does(reset_staff, town.id_of(ADMINISTRATOR)))):
        assert logs_in(app, ADMINISTRATOR, town.passwords[ADMINISTRATOR], otp=code).status_code == 401
    assert Console(app.test_client(), ADMINISTRATOR, new[0]).me["must_enrol"] is False
    enrol(Console(app.test_client(), ADMINISTRATOR, new[0]), new[0])


@pytest.mark.promise("K3", "in part")
def test_new_keys_of_an_office_are_not_wrapped_to_old_keys_of_a_colleague(town, engine, app):
    town.hires("second", Role.OFFICER, COUNTY, town.holder(OFFICER))
    with reading(engine) as db:
        rotation = prepare_rotation(db, town.office(COUNTY), without=town.id_of(OFFICER))
    password = town.does(reset_staff, town.id_of("second"))
    with pytest.raises(KeysChanged):
        town.does(begin_rotation, rotation)
    town.hires("third", Role.OFFICER, COUNTY, town.holder(OFFICER))
    town.removes(OFFICER)
    town.passwords["second"] = password
    assert logs_in(app, "second", password).json["is_pending"] is True
    town.does(grant_keys, town.holder("third"), town.id_of("second"))
    assert logs_in(app, "second", password).json["is_pending"] is False
    assert town.reaches(town.holder("second"), COUNTY)


@pytest.mark.promise("K3", "in part")
def test_who_is_given_keys_while_leaving_leaves_an_office_with_new_ones(town, engine):
    town.hires("second", Role.OFFICER, COUNTY)
    holder, before = town.holder(OFFICER), town.office(COUNTY).key_version
    given = once_after(engine, "FROM key_grant", lambda: town.does(grant_keys, holder, town.id_of("second")))
    with given, pytest.raises(KeysChanged):
        town.removes("second")
    town.removes("second")
    assert town.office(COUNTY).key_version == before + 1


@pytest.mark.promise("K3", "in part")
def test_two_who_give_somebody_the_same_keys_at_once_both_succeed(town, engine):
    town.hires("second", Role.OFFICER, COUNTY)
    holder = town.holder(OFFICER)
    with once_after(engine, "SELECT key_grant.purpose,", lambda: town.does(grant_keys, holder, town.id_of("second"))):
        town.does(grant_keys, holder, town.id_of("second"))
    assert town.reaches(town.holder("second"), COUNTY)


@pytest.mark.promise("K3", "in part")
def test_who_leaves_while_their_password_is_replaced_gets_no_new_one(town, engine):
    town.hires("second", Role.OFFICER, COUNTY, town.holder(OFFICER))
    staff_id = town.id_of("second")
    with once_after(engine, "FROM staff", lambda: town.does(remove_staff, staff_id)), pytest.raises(NotFound):
        town.does(reset_staff, staff_id)
    assert town.reads(lambda db: db.get_one(Staff, staff_id).sealed_private_key) == b""
