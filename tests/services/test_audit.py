"""K7: the audit log is only added to, and whatever is done to it all the same is found."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Audit, AuditCheckpoint, AuditLeaf
from models.engine import reading, writing
from policy.audit import Act
from security.checkpoints import HeadSigner
from security.merkle import Tree, leaf_hash, node_hash
from services.audit.checkpoints import FILE, newest, sign_checkpoint, write_copies
from services.audit.record import Done, record, record_refused
from services.audit.verify import verify
from services.work import Work

TABLES = ("audit", "audit_leaf", "audit_checkpoint")
LOCKED = (*TABLES, "audit_pruning")
MINUTE = timedelta(minutes=1)
SOMEBODY, SOMETHING = "0f0f0f0f-0000-4000-8000-00000000000a", "0f0f0f0f-0000-4000-8000-00000000000b"


def whole(leaves):
    """The Merkle Tree Hash as RFC 6962, 2.1 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(whole(leaves[:half]), whole(leaves[half:]))


@pytest.mark.promise("K7", "in part")
@given(st.lists(st.lists(st.binary(max_size=4).map(leaf_hash), max_size=9), max_size=9))
def test_a_tree_that_grows_has_the_head_of_rfc_6962(parts):
    tree = Tree()
    for part in parts:
        tree = tree.grown(part)
    leaves = [leaf for part in parts for leaf in part]
    assert tree.size == len(leaves)
    assert not leaves or tree.root == whole(leaves)


def unlocked(engine):
    """The statements that whoever owns the database needs first, to do what it refuses."""
    if engine.dialect.name == "postgresql":
        return [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in LOCKED]
    names = [f"{table}_refuses_{change}" for table in LOCKED for change in ("update", "delete")]
    return [f"DROP TRIGGER {name}" for name in names]


def locked(engine):
    """As it was before; a database of SQLite is nobody else's afterwards."""
    return [f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in LOCKED if engine.dialect.name == "postgresql"]


def acts(world, now, *, minutes=3, each=3):
    """A log of some minutes, signed each minute, as the scheduler does it."""
    for minute in range(minutes):
        then = now + minute * MINUTE
        with writing(world.engine) as db:
            for number in range(each):
                record(db, Done(Act.CASE_OPEN, SOMEBODY, "officer", None, SOMETHING), then - timedelta(seconds=number))
            db.commit()
        sign(world, then)


def sign(world, now):
    with writing(world.engine) as db:
        signed = sign_checkpoint(Work(world, db, now))
        db.commit()
    return signed


def copy(world, now, folder):
    with reading(world.engine) as db:
        return write_copies(Work(world, db, now), folder)


def verified(world, now, folder):
    with reading(world.engine) as db:
        return verify(Work(world, db, now), folder)


def faults(world, now, folder):
    return {fault.code.removeprefix("audit_fault.") for fault in verified(world, now, folder).faults}


@pytest.fixture
def log(world, installed, now, tmp_path):
    """A signed and copied log of nine rows; the folder of its copies."""
    acts(world, now)
    assert copy(world, now, tmp_path) == 3
    return tmp_path


@pytest.mark.promise("K7", "in part")
def test_a_log_that_nobody_touched_is_found_whole(log, world, now):
    found = verified(world, now, log)
    assert (found.rows, found.covered, found.faults) == (9, 9, ())
    assert copy(world, now, log) == 0
    assert sign(world, now + 3 * MINUTE) == 0


@pytest.mark.promise("K7")
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_or_delete_a_row(log, world, table):
    column = {"audit": "act", "audit_leaf": "position", "audit_checkpoint": "size"}[table]
    tried = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]  # noqa: S608 - our own names
    if world.engine.dialect.name == "postgresql":
        tried += [f"TRUNCATE {table} CASCADE"]
    else:
        tried += [f"REPLACE INTO {table} SELECT * FROM {table}"]  # noqa: S608 - our own names
    for statement in tried:
        with world.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="only added to"):
            connection.exec_driver_sql(statement)


def tampered(world, *statements):
    with writing(world.engine) as db:
        for statement in (*unlocked(world.engine), *statements, *locked(world.engine)):
            db.execute(sa.text(statement) if isinstance(statement, str) else statement)
        db.commit()


def rows_of(world):
    with reading(world.engine) as db:
        return db.scalars(sa.select(Audit).join(AuditLeaf).order_by(AuditLeaf.position)).all()


@pytest.mark.promise("K7")
@pytest.mark.parametrize("column", ["at", "act", "staff_id", "username", "office_id", "case_id", "object_id"])
def test_a_row_that_was_changed_is_found(log, world, now, column):
    row = rows_of(world)[4]
    other = {"at": row.at + timedelta(seconds=1), "act": "case.note", "username": "x"}
    tampered(world, sa.update(Audit).where(Audit.id == row.id).values({column: other.get(column, row.id)}))
    assert "changed" in faults(world, now, log)


@pytest.mark.promise("K7")
@pytest.mark.parametrize("position", [0, 4, 8])
def test_a_row_that_is_missing_is_found(log, world, now, position):
    row = rows_of(world)[position]
    leaf = sa.delete(AuditLeaf).where(AuditLeaf.audit_id == row.id)
    tampered(world, leaf, sa.delete(Audit).where(Audit.id == row.id))
    assert faults(world, now, log) & {"missing", "head_differs", "rolled_back"}


@pytest.mark.promise("K7")
def test_rows_that_changed_places_are_found(log, world, now):
    one, other = (row.id for row in rows_of(world)[3:5])
    places = sa.update(AuditLeaf)
    tampered(
        world,
        places.where(AuditLeaf.audit_id == one).values(position=99),
        places.where(AuditLeaf.audit_id == other).values(position=3),
        places.where(AuditLeaf.audit_id == one).values(position=4),
    )
    assert {"head_differs", "changed"} <= faults(world, now, log)


@pytest.mark.promise("K7", "in part")
def test_a_row_that_was_put_into_the_past_is_found_before_and_after_it_is_signed(log, world, now):
    later = now + timedelta(days=1)
    acts(world, later, minutes=1)
    with writing(world.engine) as db:
        record(db, Done(Act.CASE_OPEN), now)
        db.commit()
    assert faults(world, later, log) == {"inserted"}
    assert sign(world, later + MINUTE) == 0, "a row of yesterday is signed by nobody"


@pytest.mark.promise("K7", "in part")
def test_a_database_that_was_set_back_is_found_by_the_copies(log, world, now):
    with reading(world.engine) as db:
        last = newest(db)
    ids = [row.id for row in rows_of(world)[6:]]
    gone = [sa.delete(AuditLeaf).where(AuditLeaf.audit_id.in_(ids)), sa.delete(Audit).where(Audit.id.in_(ids))]
    tampered(world, *gone, sa.delete(AuditCheckpoint).where(AuditCheckpoint.size == last.size))
    assert faults(world, now, log) == {"rolled_back"}
    assert copy(world, now, log) == 0, "what was copied stays"
    assert faults(world, now, log / "elsewhere") == set(), "the database alone cannot tell"


@pytest.mark.promise("K7", "in part")
def test_a_head_that_somebody_else_signed_is_found(log, world, now):
    other = replace(world, head_signer=HeadSigner(bytes(range(32))))
    acts(other, now + 5 * MINUTE, minutes=1)
    assert faults(world, now, log) == {"unsigned"}


@pytest.mark.promise("K7", "in part")
def test_copies_can_be_checked_by_the_public_key_alone(log, world, now):
    elsewhere = replace(world, head_signer=HeadSigner(bytes(32)))
    with reading(world.engine) as db:
        work = Work(elsewhere, db, now)
        assert verify(work, log, world.head_signer.public_keys).faults == ()
        assert verify(work, log).faults != ()


@pytest.fixture
def renewed(world):
    """The same installation with a new secret; it knows its former public key."""
    return replace(world, head_signer=HeadSigner(bytes(range(32)), (world.head_signer.public_key,)))


@pytest.mark.promise("K7")
def test_after_a_new_secret_what_was_signed_before_is_found_whole(log, world, renewed, now):
    assert verified(renewed, now, log).faults == ()
    acts(renewed, now + 5 * MINUTE)
    assert copy(renewed, now, log) == 3
    found = verified(renewed, now, log)
    assert (found.rows, found.covered, found.faults) == (18, 18, ())
    forgetful = replace(renewed, head_signer=HeadSigner(renewed.head_signer.secret))
    assert faults(forgetful, now, log) == {"unsigned", "copy_damaged"}


@pytest.mark.promise("K7")
def test_after_a_new_secret_the_former_key_signs_nothing_more(log, world, renewed, now):
    """Else whoever has stolen it could go on, though the secret was changed because of that."""
    acts(renewed, now + 5 * MINUTE)
    acts(world, now + 10 * MINUTE, minutes=1)
    assert faults(renewed, now, log) == {"unsigned"}
    copy(renewed, now, log)
    assert faults(renewed, now, log) == {"unsigned", "copy_damaged"}


@pytest.mark.promise("K7", "in part")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), shift=st.integers(1, 94))
def test_whatever_byte_of_the_copies_is_changed_it_is_found(log, world, now, place, shift):
    file = log / FILE
    written = file.read_bytes()
    at = int(place * (len(written) - 1))
    other = 32 + (written[at] - 32 + shift) % 95
    changed = written[:at] + bytes([other]) + written[at + 1 :]
    try:
        file.write_bytes(changed)
        assert faults(world, now, log)
    finally:
        file.write_bytes(written)


@pytest.mark.promise("K7", "in part")
def test_a_copy_that_names_no_installation_that_could_be_is_found(log, world, now):
    file = log / FILE
    file.write_bytes(file.read_bytes().replace(b'"installation_id": "', b'"installation_id": "|', 1))
    assert "copy_damaged" in faults(world, now, log)


@pytest.mark.promise("K7", "in part")
def test_a_line_that_a_crash_cut_off_is_written_again(log, world, now):
    file = log / FILE
    written = file.read_bytes()
    file.write_bytes(written[:-20])
    assert copy(world, now, log) == 1
    assert file.read_bytes() == written


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("end", [b"\0\0\0\n", b"\xff\n", b"[]\n", b'{"size": "9"}\n', b"{}\n"])
def test_copies_of_which_the_end_is_damaged_are_left_and_found_and_stop_nothing(log, world, now, end, caplog):
    file = log / FILE
    file.write_bytes(file.read_bytes() + end)
    written = file.read_bytes()
    assert copy(world, now, log) == 0
    assert (file.read_bytes(), "damaged" in caplog.text) == (written, True)
    assert faults(world, now, log) == {"copy_damaged"}
    file.rename(log / "aside")
    assert copy(world, now, log) == 3
    assert faults(world, now, log) == set()


@pytest.mark.promise("K7", "in part")
def test_copies_go_on_behind_a_line_that_is_longer_than_what_is_read_at_once(log, world, now, monkeypatch):
    monkeypatch.setattr("services.audit.checkpoints.BLOCK", 7)
    assert copy(world, now, log) == 0
    acts(world, now + 5 * MINUTE)
    assert copy(world, now, log) == 3
    assert faults(world, now, log) == set()


@pytest.mark.promise("K7", "in part")
def test_whoever_fails_to_log_in_writes_one_row_a_minute_for_each_account(world, installed, now):
    for name in ("auditor", "AUDITOR", "nobody", "who", "auditor"):
        with writing(world.engine) as db:
            record_refused(db, Act.SESSION_REFUSE, name, now)
            db.commit()
    with reading(world.engine) as db:
        rows = db.scalars(sa.select(Audit)).all()
    assert sorted(row.staff_id is None for row in rows) == [False, True]
    assert {row.username for row in rows} == {None}
