"""The commands for offices and staff, as an administrator types them; as processes: `test_administration_page`."""

import pytest
import sqlalchemy as sa

from api.app import utc_now
from models import KeyGrant, Office, Staff
from models.engine import create_engine, reading, writing
from security.envelope import seal
from security.passwords import check_password
from security.totp import code_at, new_seed, step_at
from services.people.staff import password_record
from tests.support.commands import run_here
from tests.support.secrets import installation

pytestmark = pytest.mark.slow


@pytest.fixture
def flask(tmp_path, database_url, read_once, argon2_cost):
    """Run a command on an installation that is no demo."""
    env = {"PATH": "/usr/bin:/bin", "DATABASE_URL": database_url, "JIANFU_VAR": str(tmp_path), "PYTHONUTF8": "1"}
    env |= {name: value for name, value in installation(tmp_path).items() if name != "JIANFU_RELAY_KEY_FILE"}

    def run(*arguments, text="", code=0, stdout=False):
        done = run_here(*arguments, env=env, argon2_cost=argon2_cost, text=text)
        assert done.returncode == code, done.stderr
        return done.stdout.strip() if code == 0 or stdout else done.stderr

    return run


@pytest.mark.promise("K3", "in part")
def test_an_installation_is_staffed_and_somebody_leaves(flask, tmp_path, database_url):
    key = str(tmp_path / "recovery.key")
    flask("office", "init", "--recovery-key", key)
    flask("office", "add", "--division", "410000", "--department", "education")
    flask("office", "add", "--division", "411102", "--department", "education", "--name", "Desk")
    head = ("staff", "add", "--username", "head", "--role", "supervisor", "--office", "410000/education")
    password = flask(*head, "--recovery-key", key)
    assert len(password) == 19
    officer = ("staff", "add", "--role", "officer", "--office", "411102/education", "--username")
    flask(*officer, "one", "--grantor", "head", text=f"{password}\n")
    flask(*officer, "two")
    assert flask("staff", "list").splitlines() == [
        "head\tsupervisor\t410000/education\tactive",
        "one\tofficer\t411102/education\tactive",
        "two\tofficer\t411102/education\tpending",
    ]
    flask("staff", "grant", "--username", "two", "--grantor", "head", text=f"{password}\n")
    flask("staff", "remove", "--username", "one", "--grantor", "head", text=f"{password}\n")
    assert "one" not in flask("staff", "list")
    assert flask("office", "list").splitlines()[-1] == "411102/education\tDesk\tbelow 410000/education\tkeys 2"
    flask("office", "rotate", "--continue", "--office", "411102/education", "--recovery-key", key)
    assert len(flask("staff", "reset", "--username", "two")) == 19
    assert "two\tofficer\t411102/education\tpending" in flask("staff", "list")
    engine = create_engine(database_url)
    with reading(engine) as db:
        gone = db.scalars(sa.select(Staff).where(Staff.username == "one")).one()
        assert (gone.sealed_private_key, gone.removed_on is None) == (b"", False)
        versions = sa.select(KeyGrant.key_version).join(Office, Office.id == KeyGrant.office_id)
        assert 2 in db.scalars(versions.where(Office.division_code == "411102")).all()
    engine.dispose()


@pytest.mark.promise("K3", "in part")
@pytest.mark.promise("K4", "in part")
def test_an_office_is_checked_and_closed_and_a_grantor_gives_a_code(flask, tmp_path, database_url):
    key = str(tmp_path / "recovery.key")
    flask("office", "init", "--recovery-key", key)
    assert "nobody there holds its key" in flask("office", "check", code=1, stdout=True)
    head = ("staff", "add", "--username", "head", "--role", "supervisor", "--office", "000000/education")
    password = flask(*head, "--recovery-key", key)
    assert "No office needs care." in flask("office", "check")
    flask("office", "add", "--division", "410000", "--department", "education")
    assert "nobody there holds its key" in flask("office", "check", code=1, stdout=True)
    for _ in range(2):
        flask("office", "close", "--office", "410000/education")
    assert "No office needs care." in flask("office", "check")
    assert "cannot be closed" in flask("office", "close", "--office", "000000/education", code=1)
    seed = give_second_factor(database_url, "head", password)
    officer = ("staff", "add", "--role", "officer", "--office", "000000/education", "--grantor", "head", "--username")
    assert "Code needed" not in flask(*officer, "one", text=f"{password}\n{code_at(seed, step_at(utc_now()))}\n")
    flask(*officer, "two", text=f"{password}\n\n", code=1)
    assert "two" not in flask("staff", "list")


def give_second_factor(database_url, username, password):
    """As the API does it, an hour ago."""
    engine, seed = create_engine(database_url), new_seed()
    with writing(engine) as db:
        staff = db.scalars(sa.select(Staff).where(Staff.username == username)).one()
        kek = check_password(password_record(staff), password)
        staff.sealed_totp_seed = seal(kek, seed, table="staff", column="sealed_totp_seed", row_id=staff.id)
        staff.last_otp_step = 1
        db.commit()
    engine.dispose()
    return seed


def test_what_cannot_be_done_is_said_in_a_sentence(flask, tmp_path):
    key, other = str(tmp_path / "recovery.key"), str(tmp_path / "relay.key")
    flask("office", "init", "--recovery-key", key)
    officer = ("staff", "add", "--username", "one", "--role", "officer")
    assert "no such office" in flask(*officer, code=1)
    assert "no such office" in flask(*officer, "--office", "411102/education", code=1)
    at_root = (*officer, "--office", "000000/education")
    assert "not the recovery key" in flask(*at_root, "--recovery-key", other, code=1)
    assert flask(*at_root, "--grantor", "nobody", text="x\n", code=1)
    assert "not both" in flask(*at_root, "--grantor", "x", "--recovery-key", key, code=2)
    flask(*at_root, "--recovery-key", key)
    assert "Somebody has this name" in flask(*at_root, code=1)
