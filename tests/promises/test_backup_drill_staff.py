"""O2, K3: a restore lets nobody in who was let out since the backup was made, and with nothing that was ended since."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from models import KeyGrant, Office, Passkey, RecoveryCode, Staff
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.staff_accounts import add_staff, remove_staff
from services.work import Work
from tests.support.backups import back_up, ledger_of, other_machine
from tests.support.passkeys import Authenticator, add_passkey, enter
from tests.support.phone import Phone, homework

LEAVES, STAYS, FORGETS = "officer-411102-education", "officer-411103-education", "supervisor-410000"


@pytest.fixture
def other(app, databases, tmp_path_factory, clock):
    with other_machine(app, databases, tmp_path_factory.mktemp("other"), clock) as other:
        yield other


@dataclass
class Drilled:
    """What was there when the backup was made, and the restore."""

    restored: object
    lost: Authenticator
    kept: Authenticator
    codes: list
    filed: dict


@pytest.fixture
def drilled(app, console, installed, phone, other, clock):
    """The day after a backup somebody leaves, somebody is reset, a passkey and a code are ended; then a restore."""
    filed, stays, password = phone.file(homework()).json, console(STAYS), installed.passwords[STAYS]
    (lost, answer), (kept, _) = add_passkey(stays, password), add_passkey(stays, password)
    codes = stays.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    assert enter(app.test_client(), lost).status_code == 201
    backup = back_up(app)
    clock.forward(86400)
    stays, administrator = with_code(app, password, codes[0]), console("administrator")
    removal = f"/staff/me/passkeys/{answer.json['id']}/removal"
    assert stays.post(removal, {"password": password}).status_code == 204
    ids = {item["username"]: item["id"] for item in administrator.get("/staff", limit=100).json["items"]}
    assert administrator.delete(f"/staff/{ids[LEAVES]}").status_code == 204
    assert administrator.post(f"/staff/{ids[FORGETS]}/password", None).status_code == 201
    return Drilled(other.restore(backup, ledger_of(app)), lost, kept, codes, filed)


def with_code(app, password, code):
    """Log in with a recovery code beside the password."""
    client = app.test_client()
    answer = client.post("/api/v1/staff/session", json={"username": STAYS, "password": password, "recovery_code": code})
    return SimpleNamespace(
        status=answer.status_code,
        post=lambda path, body: client.post(
            f"/api/v1{path}", json=body, headers={"Authorization": f"Bearer {answer.json['token']}"}
        ),
    )


def log_in(other, username, installed):
    body = {"username": username, "password": installed.passwords[username]}
    return other.app.test_client().post("/api/v1/staff/session", json=body)


@pytest.mark.promise("O2")
@pytest.mark.promise("K3", "in part")
def test_nobody_who_has_left_or_was_reset_comes_back_with_a_backup(drilled, other, installed):
    assert (drilled.restored.destroyed.accounts, drilled.restored.destroyed.reports) == (2, 0)
    for username in (LEAVES, FORGETS):
        assert log_in(other, username, installed).status_code == 401
    with reading(other.world.engine) as db:
        staff = {row.username: row for row in db.scalars(sa.select(Staff))}
        assert (staff[LEAVES].removed_on is None, staff[FORGETS].removed_on is None) == (False, True)
        held = db.scalars(sa.select(KeyGrant.staff_id)).all()
        assert not {staff[LEAVES].id, staff[FORGETS].id} & set(held)
        assert staff[STAYS].id in held
        office = db.get_one(Office, staff[LEAVES].office_id)
        assert office.key_version == 2, "whoever left knows the first"
        assert office.rotating_since is not None
    assert log_in(other, STAYS, installed).status_code == 401  # the second factor is missing, as before


@pytest.mark.promise("O2")
@pytest.mark.promise("K4", "in part")
def test_no_passkey_and_no_code_that_was_ended_is_good_again(drilled, other, installed):
    assert drilled.restored.destroyed.factors == 2
    assert enter(other.app.test_client(), drilled.lost).status_code == 401
    assert enter(other.app.test_client(), drilled.kept).status_code == 201
    password = installed.passwords[STAYS]
    assert with_code(other.app, password, drilled.codes[0]).status == 401
    assert with_code(other.app, password, drilled.codes[1]).status == 201
    with reading(other.world.engine) as db:
        assert len(db.scalars(sa.select(Passkey)).all()) == 1
        assert len(db.scalars(sa.select(RecoveryCode)).all()) == len(drilled.codes) - 1


@pytest.mark.promise("O2")
def test_what_was_filed_to_an_office_that_somebody_has_left_is_found_again(drilled, other):
    assert Phone(other.app.test_client()).mine(drilled.filed["receipt"]).json["status"] == "submitted"


@pytest.mark.promise("O2")
def test_even_the_last_administrator_who_was_removed_stays_away(app, console, installed, other, engine):
    backup, service = back_up(app), app.extensions["jianfu"]
    with writing(engine) as db:
        work = Work(service.world, db, service.now())
        first = db.scalars(sa.select(Staff).where(Staff.username == "administrator")).one()
        add_staff(work, "second", Role.ADMINISTRATOR, None)
        remove_staff(work, first.id)
        db.commit()
    assert other.restore(backup, ledger_of(app)).destroyed.accounts == 1
    assert log_in(other, "administrator", installed).status_code == 401
