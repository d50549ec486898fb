"""`flask backup …`, as an administrator types it; none ends in a trace."""

import stat

import pytest
import sqlalchemy as sa

from models import Audit
from models.engine import reading
from processes import having
from tests.support.backups import other_machine
from tests.support.commands import run_command
from tests.support.phone import Phone, homework
from tests.support.rows import count_rows


@pytest.fixture
def other(app, databases, tmp_path_factory, clock):
    with other_machine(app, databases, tmp_path_factory.mktemp("other"), clock) as other:
        yield other


@pytest.fixture
def flask():
    """Run a command on an application; the output of both streams."""
    return run_command


@pytest.fixture
def kept(flask, app, phone, tmp_path):
    """A key, a backup and a ledger; a report was taken back since the backup."""
    filed = [phone.file(homework()).json for _ in range(2)]
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    recipient = flask(app, "backup", "key", "--out", folder / "backup.key").strip()
    (folder / "recipient").write_text(f"{recipient}\n")
    flask(app, "backup", "create", "--to", folder / "day-1.age", "--recipient", folder / "recipient")
    headers = phone.with_receipt(filed[0]["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    flask(app, "backup", "ledger", "--to", folder / "deletions.ledger")
    return folder, filed


def restoring(folder, **changes):
    options = {"--from": folder / "day-1.age", "--identity": folder / "backup.key"}
    options |= {"--ledger": folder / "deletions.ledger"} | changes
    return ["backup", "restore", *(part for option in options.items() if option[1] for part in option)]


@pytest.mark.promise("O2")
@pytest.mark.promise("A10")
def test_a_backup_is_restored_by_commands(flask, other, kept):
    folder, filed = kept
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir() if path.name != "recipient")
    said = flask(other.app, *restoring(folder))
    assert "By the ledger of 2026-11-18, 1 reports and 0 files were deleted again." in said
    phone = Phone(other.app.test_client())
    assert [phone.mine(one["receipt"]).status_code for one in filed] == [404, 200]
    with reading(other.world.engine) as db:
        acts = db.scalars(sa.select(Audit.act).where(Audit.act.startswith("backup."))).all()
    assert sorted(acts) == ["backup.create", "backup.restore"]  # that it was made stands in the backup itself
    assert "into an empty database" in flask(other.app, *restoring(folder), code=1)


def test_nothing_is_restored_while_the_service_runs_or_without_a_ledger(flask, other, kept, app):
    folder, _ = kept
    with having(other.world.evidence.folder.parent, alone=False):
        assert "The service runs in" in flask(other.app, *restoring(folder), code=1)
    assert "--without-ledger" in flask(other.app, *restoring(folder, **{"--ledger": None}), code=1)
    (folder / "deletions.ledger").write_text("{}")
    assert "no ledger of deletions" in flask(other.app, *restoring(folder), code=1)
    assert sum(count_rows(other.world.engine).values()) == 0
    flask(other.app, *restoring(folder, **{"--ledger": None}), "--without-ledger")
    assert count_rows(other.world.engine)["report"] == 2


def test_no_file_is_written_over_and_no_half_backup_is_left(flask, app, kept):
    folder, _ = kept
    before = (folder / "day-1.age").read_bytes()
    again = ["backup", "create", "--to", folder / "day-1.age", "--recipient", folder / "recipient"]
    assert "exists" in flask(app, *again, code=1)
    assert "exists" in flask(app, "backup", "key", "--out", folder / "backup.key", code=1)
    assert (folder / "day-1.age").read_bytes() == before
    bad = ["backup", "create", "--to", folder / "day-2.age", "--recipient", "age1nonsense"]
    assert "A key of age is expected" in flask(app, *bad, code=1)
    assert sorted(path.name for path in folder.iterdir()) == [
        "backup.key",
        "day-1.age",
        "deletions.ledger",
        "recipient",
    ]


def test_the_scheduler_keeps_the_ledger(flask, app, kept, settings):
    folder, _ = kept
    flask(app, "schedule", "run", "--once")
    written = settings.var / "deletions.ledger"
    assert written.read_bytes() == (folder / "deletions.ledger").read_bytes()
    then = written.stat().st_mtime_ns
    flask(app, "schedule", "run", "--once")
    assert written.stat().st_mtime_ns == then


@pytest.mark.promise("A10")
def test_a_database_that_knows_of_fewer_deletions_does_not_write_over_their_ledger(flask, other, kept):
    """One begun anew on a machine whose database was lost, or set back: the scheduler came before the restore."""
    folder, filed = kept
    needed = (folder / "deletions.ledger").read_bytes()
    flask(other.app, "backup", "ledger", "--to", folder / "deletions.ledger")
    assert (folder / "deletions.ledger").read_bytes() != needed
    [aside] = folder.glob("deletions.ledger.*")
    assert aside.read_bytes() == needed
    flask(other.app, *restoring(folder, **{"--ledger": aside}))
    flask(other.app, "backup", "ledger", "--to", folder / "deletions.ledger")
    assert list(folder.glob("deletions.ledger.*")) == [aside]
    assert Phone(other.app.test_client()).mine(filed[0]["receipt"]).status_code == 404
