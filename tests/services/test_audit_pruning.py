"""K7: rows of the audit log go when their time is up, as a signed beginning; the rest is verified as before."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Audit, AuditCheckpoint, AuditLeaf, AuditPruning, Hold, Report
from models.engine import reading, writing
from policy.audit import LEAST_DAYS, Act, load_audit_days
from policy.reading import DATA, BadPolicyData
from services.audit.checkpoints import FILE
from services.audit.pruning import prune_audit
from services.audit.record import Done, record
from services.work import Work
from tests.services.test_audit import copy, faults, sign, tampered, verified
from tests.support.phone import homework

KEPT = load_audit_days()
DAY = timedelta(days=1)
COLUMNS = {"audit": "act", "audit_leaf": "position", "audit_checkpoint": "size", "audit_pruning": "size"}
SOMEBODY = "0f0f0f0f-0000-4000-8000-00000000000a"


def act(world, at, case_id=None):
    with writing(world.engine) as db:
        record(db, Done(Act.CASE_OPEN, SOMEBODY, "officer", None, case_id), at)
        db.commit()
    sign(world, at + timedelta(seconds=1))


def prune(world, now):
    with writing(world.engine) as db:
        gone = prune_audit(Work(world, db, now))
        db.commit()
    return gone


def left(world):
    with reading(world.engine) as db:
        return db.scalar(sa.select(sa.func.count()).where(Audit.act == Act.CASE_OPEN.value))


@pytest.fixture
def old(world, installed, now, tmp_path):
    """Rows of seven days around the last one that is old enough, signed and copied; the folder of the copies.

    Three days are over, four are not.
    """
    for number in range(-4, 3):
        act(world, now - (KEPT - number) * DAY)
    copy(world, now, tmp_path)
    return tmp_path


@pytest.mark.promise("K7", "in part")
@pytest.mark.promise("O6", "in part")
def test_rows_go_when_their_time_is_up_and_the_others_are_verified_as_before(old, world, now):
    assert faults(world, now, old) == set()
    assert prune(world, now) == 4
    assert left(world) == 3
    assert prune(world, now) == 0
    found = verified(world, now, old)
    assert (found.pruned, found.covered, found.faults) == (4, 3, ())
    sign(world, now)
    assert copy(world, now, old) == 1
    assert verified(world, now, old).faults == ()
    with reading(world.engine) as db:
        assert len(db.scalars(sa.select(Audit).where(Audit.act == Act.AUDIT_PRUNE.value)).all()) == 1
        assert db.scalar(sa.select(sa.func.min(AuditCheckpoint.size))) == 4


@pytest.mark.promise("K7", "in part")
def test_day_by_day_it_goes_on(old, world, now):
    prune(world, now)
    assert prune(world, now + DAY) == 1
    assert prune(world, now + DAY) == 0
    assert prune(world, now + 9 * DAY) == 2
    found = verified(world, now, old)
    assert (found.pruned, found.faults) == (7, ())
    with reading(world.engine) as db:
        assert db.scalars(sa.select(AuditPruning.size)).all() == [7]


@pytest.mark.promise("K7", "in part")
def test_copies_that_begin_after_a_pruning_are_verified_too(old, world, now):
    prune(world, now)
    (old / FILE).unlink()
    assert copy(world, now, old) == 4
    assert verified(world, now, old).faults == ()
    lines = (old / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    (old / FILE).write_text("".join(lines[1:]), encoding="utf-8")
    assert faults(world, now, old) == {"copy_damaged"}


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("where", ["copy", "database"])
@pytest.mark.parametrize("peaks", [["{root}"], ["00"], ["no hash"], [1], []])
def test_peaks_that_are_none_of_such_a_tree_are_found(old, world, now, where, peaks):
    """The head of three rows, said to be one whole subtree, has the root that was signed and cannot be gone on from."""
    prune(world, now - DAY)
    (old / FILE).unlink()
    copy(world, now, old)
    first, *others = (old / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    said = json.loads(first)
    assert len(said["peaks"]) == 2
    changed = [peak.format(root=said["root"]) if isinstance(peak, str) else peak for peak in peaks]
    if where == "copy":
        (old / FILE).write_text("".join([json.dumps({**said, "peaks": changed}) + "\n", *others]), encoding="utf-8")
        assert faults(world, now, old) == {"copy_damaged"}
    else:
        tampered(world, sa.update(AuditCheckpoint).where(AuditCheckpoint.size == 3).values(peaks=changed))
        assert "missing" in faults(world, now, old)


@pytest.mark.promise("O6", "in part")
def test_a_legal_hold_keeps_the_rows_from_the_first_one_about_its_case_on(world, house_of, now, tmp_path):
    case_id = house_of.case_id
    for number in range(-6, -2):
        act(world, now - (KEPT - number) * DAY, case_id if number == -4 else None)
    with writing(world.engine) as db:
        db.add(Hold(case_id=case_id, reason_code="court", held_on=now.date()))
        db.commit()
    assert prune(world, now) == 2
    assert prune(world, now) == 0
    assert left(world) == 2
    with writing(world.engine) as db:
        db.execute(sa.delete(Hold))
        db.commit()
    assert prune(world, now) == 2
    assert faults(world, now, tmp_path) == set()


@pytest.fixture
def house_of(app, phone, engine):
    """A case there is."""
    filed = phone.file(homework()).json
    with reading(engine) as db:
        found = db.scalar(sa.select(Report.case_id).where(Report.reference == filed["reference"]))
    return type("Filed", (), {"case_id": found})


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("what", ["no line", "a line that nobody signed", "a line about fewer rows"])
def test_rows_that_somebody_else_deleted_are_missed(old, world, now, what):
    """Whoever can write may say that rows were pruned; without the server's secret nobody believes it."""
    if what != "no line":
        prune(world, now)
    before = [*forced(world, 6)] if what == "no line" else []
    changes = {
        "no line": before,
        "a line that nobody signed": [sa.update(AuditPruning).values(signature=bytes(64))],
        "a line about fewer rows": [sa.update(AuditPruning).values(size=3)],
    }
    tampered(world, *changes[what])
    assert faults(world, now, old) & {"missing", "head_differs", "unsigned"}


def forced(world, size):
    rows = sa.select(AuditLeaf.audit_id).where(AuditLeaf.position < size)
    with reading(world.engine) as db:
        ids = db.scalars(rows).all()
    yield sa.delete(AuditLeaf).where(AuditLeaf.position < size)
    yield sa.delete(Audit).where(Audit.id.in_(ids))
    yield sa.delete(AuditCheckpoint).where(AuditCheckpoint.size < size)


@pytest.mark.promise("K7", "in part")
def test_the_database_lets_nothing_else_go(old, world, now):
    prune(world, now)
    for table, column in COLUMNS.items():
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):  # noqa: S608 - our own names
            with world.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="only added to"):
                connection.exec_driver_sql(statement)
    assert left(world) == 3


def test_a_period_that_is_too_short_is_refused(tmp_path):
    text = (DATA / "audit_retention.csv").read_text(encoding="utf-8")

    def refusal(change):
        (tmp_path / "audit_retention.csv").write_text(change(text), encoding="utf-8")
        with pytest.raises(BadPolicyData) as refused:
            load_audit_days(tmp_path)
        return str(refused.value)

    assert KEPT == 1826
    assert "fewer than" in refusal(lambda text: text.replace("1826", str(LEAST_DAYS - 1)))
    assert "given twice" in refusal(lambda text: text + "2000,x\n")
