"""The commands of an installation that is no demo."""

import json
from functools import partial

import pytest
import sqlalchemy as sa

from models import KeyGrant, Office, SpentChallenge
from models.engine import create_engine, writing
from security.proof_of_work import ProofOfWork
from security.secrets_file import create_secret, read_secret
from security.wraps import public_of, unwrap
from services.keyring import OVERSIGHT, RECOVERY, WORK, grant_for
from tests.support.commands import run_here, run_process


@pytest.fixture
def env(tmp_path, database_url):
    """An installation with secrets of its own."""
    create_secret(tmp_path / "web.key")
    return {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": database_url,
        "JIANFU_VAR": str(tmp_path),
        "JIANFU_SECRET_FILE": str(tmp_path / "web.key"),
        "JIANFU_RELAY_PUBLIC_KEY": "11" * 32,
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def flask(env, read_once, argon2_cost):
    """Run a command as an administrator would."""
    return lambda *arguments, text=None, **more: run_here(
        *arguments, env=env | more, argon2_cost=argon2_cost, text=text
    )


@pytest.fixture
def process(env):
    """The same, in a process of its own."""
    return partial(run_process, env=env)


@pytest.mark.slow
def test_office_init_makes_a_root_that_only_the_recovery_key_opens(flask, tmp_path, database_url):
    file = tmp_path / "recovery.key"
    done = flask("office", "init", "--recovery-key", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    engine = create_engine(database_url)
    with writing(engine) as db:
        root = db.scalars(sa.select(Office)).one()
        assert root.division_code == "000000"
        grants = {grant.purpose: grant for grant in db.scalars(sa.select(KeyGrant))}
        for purpose, public in ((WORK, root.work_public_key), (OVERSIGHT, root.oversight_public_key)):
            to = grant_for(root.id, purpose, RECOVERY, 1)
            assert public_of(unwrap(read_secret(file), grants[purpose].wrapped_key, to)) == public
    engine.dispose()
    again = flask("office", "init", "--recovery-key", str(tmp_path / "other.key"))
    assert again.returncode != 0
    assert "Traceback" not in again.stderr
    assert not (tmp_path / "other.key").exists()


@pytest.mark.slow
def test_a_key_file_is_never_overwritten(flask, tmp_path):
    file = tmp_path / "relay.key"
    printed = flask("relay", "key", "--out", str(file)).stdout.strip()
    assert printed == public_of(read_secret(file)).hex()
    kept = file.read_bytes()
    assert flask("relay", "key", "--out", str(file)).returncode != 0
    assert file.read_bytes() == kept


@pytest.mark.slow
def test_the_scheduler_forgets_challenges_that_expired_on_an_earlier_day(process, database_url, now):
    engine = create_engine(database_url)
    with writing(engine) as db:
        db.add(SpentChallenge(mark=b"old", expires_on=now.date().replace(year=2020)))
        db.add(SpentChallenge(mark=b"new", expires_on=now.date().replace(year=2099)))
        db.commit()
    for _ in range(2):
        assert process("schedule", "run", "--once").returncode == 0
    with writing(engine) as db:
        assert db.scalars(sa.select(SpentChallenge.mark)).all() == [b"new"]
    engine.dispose()
    assert process("schedule", "run", "--once", "--now", "2026-01-01T00:00:00+0800").returncode != 0


@pytest.mark.slow
def test_challenge_solve_prints_a_payload_that_is_accepted(flask, process, now):
    work = ProofOfWork(bytes(range(32)), cost=1, counter_range=(1, 2))
    done = process("challenge", "solve", text=json.dumps(work.new_challenge(now)))
    assert work.check(done.stdout.strip(), now)
    assert flask("challenge", "solve", text="{}").returncode != 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "80000"),
        ("JIANFU_DEMO", "yes"),
        ("DATABASE_URL", "mysql://x"),
        ("JIANFU_RELAY_PUBLIC_KEY", "12"),
        ("JIANFU_SECRET_FILE", "/nowhere/secret.key"),
    ],
)
def test_a_bad_setting_is_refused_by_name_without_a_trace(flask, name, value):
    done = flask("database", "migrate", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_owner_of_the_tables_migrates_without_any_secret(flask, tmp_path):
    """Its units hand secrets to the service, and to nobody else (docs/deployment.md)."""
    only = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite'}", "JIANFU_RELAY_PUBLIC_KEY": ""}
    assert "JIANFU_RELAY_PUBLIC_KEY" in flask("database", "migrate", **only).stderr
    assert flask("database", "migrate", "--as-owner", **only).returncode == 0
    assert (tmp_path / "new.sqlite").stat().st_size > 0
    assert "DATABASE_URL" in flask("database", "migrate", "--as-owner", DATABASE_URL="mysql://x").stderr


@pytest.mark.slow
@pytest.mark.promise("T2", "in part")
def test_policy_check_and_diff_say_what_needs_care_and_what_would_change(flask, process, tmp_path):
    assert "public holidays" in process("policy", "check").stdout
    assert flask("policy", "diff").stdout.strip() == "Nothing would change."
    overlay = tmp_path / "city"
    (overlay / "words").mkdir(parents=True)
    (overlay / "edition.yaml").write_text("- {name: city, as_of: 2026-11-01}\n", encoding="utf-8")
    for locale, said in (("zh-Hans", "新消息"), ("en", "News")):
        (overlay / "words" / f"{locale}.json").write_text(json.dumps({"push.title": said}), encoding="utf-8")
    changed = flask("policy", "diff", "--overlay", str(overlay))
    assert changed.returncode == 0, changed.stderr
    assert "Nothing" not in changed.stdout
    refused = flask("policy", "check", JIANFU_POLICY_OVERLAY="/nowhere")
    assert "JIANFU_POLICY_OVERLAY" in refused.stderr
