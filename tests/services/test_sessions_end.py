"""K5 and K4 beneath HTTP: what is stored of a session, that its wrapped key goes with it, and what is never hashed."""

import pytest
import sqlalchemy as sa

from models import StaffSession
from models.engine import reading
from security.sessions import parse_session_token
from services.administration.staff_accounts import remove_staff, reset_staff
from services.housekeeping import forget_ended_sessions
from tests.services.lives import OFFICER
from tests.services.test_heavy_work import watching
from tests.services.town import town

__all__ = ["town"]


def sessions(town):
    with reading(town.house.engine) as db:
        return db.scalars(sa.select(StaffSession)).all()


@pytest.mark.promise("K5")
def test_only_a_digest_of_the_token_is_stored_and_the_key_sealed(town):
    officer = town.console(OFFICER)
    token = parse_session_token(officer.me["token"])
    (stored,) = sessions(town)
    assert stored.lookup == token.lookup
    with town.house.engine.connect() as connection:
        row = b"|".join(bytes(str(value), "utf-8") for value in connection.execute(sa.select(StaffSession)).one())
    actor = None
    with reading(town.house.engine) as db:
        actor = town.actor(db, OFFICER)
    for secret in (officer.me["token"].encode(), token.key, actor.private_key):
        assert secret not in row
        assert secret not in stored.sealed_private_key


@pytest.mark.promise("K5")
@pytest.mark.parametrize("end", ["log_out", "remove", "reset", "idle", "absolute"])
def test_however_a_session_ends_its_wrapped_key_is_destroyed(town, end):
    officer, other = town.console(OFFICER), town.console("analyst")
    if end == "log_out":
        assert officer.delete("/staff/session").status_code == 204
    elif end == "idle":
        town.clock.forward(29 * 60)
        assert other.get("/staff/me").status_code == 200
        town.clock.forward(60)
        assert town.does(forget_ended_sessions) == 1
    elif end == "absolute":
        for _ in range(36):
            town.clock.forward(20 * 60)
            assert other.get("/staff/me").status_code in {200, 401}
        assert town.does(forget_ended_sessions) == 2
    else:
        town.does(remove_staff if end == "remove" else reset_staff, town.staff_id(OFFICER))
    assert officer.get("/staff/me").status_code == 401
    assert all(one.staff_id != officer.me["id"] for one in sessions(town))


@pytest.mark.promise("K4")
@pytest.mark.parametrize("username", [OFFICER, "nobody"])
@pytest.mark.parametrize(("length", "hashed"), [(128, True), (129, False), (200, False)])
def test_an_overlong_password_is_refused_before_it_is_hashed(town, username, length, hashed):
    body = {"username": username, "password": "x" * length}
    with watching(town.house.engine) as watch:
        answer = town.house.client.post("/api/v1/staff/session", json=body)
    assert answer.status_code == 401
    assert watch.done == (["argon2"] if hashed else [])
