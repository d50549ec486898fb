"""Backups: of one moment, in little memory, and refused in a sentence when anything about them is wrong."""

import json
import tracemalloc
from io import BytesIO

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from models import Evidence, Office, Report
from models.engine import reading, writing
from security.backups import Damaged, WrongKey, decrypt, encrypt, new_identity, read_identity, read_recipient
from security.evidence.storage import Storage
from services.backups.form import END, HEAD, ROWS
from services.ledger import read_ledger
from services.refusals import BackupRefused
from tests.support.backups import IDENTITY, RECIPIENT, back_up, ledger_of, nothing, other_machine
from tests.support.evidence import picture, uploader
from tests.support.phone import homework
from tests.support.rows import count_rows

MB = 1 << 20
PIECES = 30
"""Of 1 MB each, of a file."""


@pytest.fixture
def other(app, databases, tmp_path_factory, clock):
    with other_machine(app, databases, tmp_path_factory.mktemp("other"), clock) as other:
        yield other


@pytest.fixture
def filed(phone):
    """Three reports, one with a picture."""
    _, tus = uploader(phone)
    tus.send(picture(), "作业.jpg")
    return [phone.file(homework()).json for _ in range(2)]


def refused(other, *arguments, **options):
    """The code with which a backup is refused; nothing of it is there."""
    with pytest.raises(BackupRefused) as refusal:
        other.restore(*arguments, **options)
    assert sum(count_rows(other.world.engine).values()) == 0
    assert other.world.evidence.ids() == set()
    return refusal.value.reason.code


def frames_of(backup):
    taken = []
    decrypt(BytesIO(backup), read_identity(IDENTITY), lambda kind, payload: taken.append((kind, payload)))
    return taken


def packed(frames):
    target = BytesIO()
    encrypt(frames, target, read_recipient(RECIPIENT))
    return target.getvalue()


def told(payload, **changes):
    return json.dumps(json.loads(payload) | changes).encode()


@pytest.mark.promise("O2")
def test_a_backup_that_is_cut_off_changed_or_of_another_key_restores_nothing(filed, app, other):
    backup, ledger = back_up(app), ledger_of(app)
    for cut in (0, 10, 200, len(backup) // 2, len(backup) - 1):
        assert refused(other, backup[:cut], ledger) == "backup_damaged"
    for at in (len(backup) // 3, len(backup) - 5):
        assert refused(other, backup[:at] + bytes((backup[at] ^ 1,)) + backup[at + 1 :], ledger) == "backup_damaged"
    assert refused(other, backup, ledger, identity=new_identity()[0]) == "backup_other_key"
    assert refused(other, backup, ledger, identity="AGE-SECRET-KEY-1") == "backup_bad_key"
    assert refused(other, b"nothing of the kind", ledger) == "backup_damaged"
    assert other.restore(backup, ledger).rows > 50


def test_frames_that_do_not_belong_together_restore_nothing(filed, app, other):
    """Whoever has the recipient can encrypt anything to it."""
    frames, ledger = frames_of(back_up(app)), ledger_of(app)
    (_, head), *rows, end = frames
    wrong = {
        "without its end": frames[:-1],
        "without its head": frames[1:],
        "with two heads": [frames[0], *frames],
        "with a table missing": [frames[0], *rows[1:], end],
        "with rows twice": [frames[0], rows[0], *rows, end],
        "going on after its end": [*frames, rows[0]],
        "with a file of no row": [frames[0], *rows, (b"F", b"../../evil"), end],
        "with a piece of no file": [frames[0], (b"P", b"x"), *rows, end],
        "with an unknown kind": [frames[0], (b"?", b"x"), *rows, end],
        "with an unknown table": [frames[0], (ROWS, b'{"table": "sqlite_master", "rows": [[1]]}'), *rows, end],
        "with a left out table": [frames[0], (ROWS, b'{"table": "staff_session", "rows": []}'), *rows, end],
        "with nonsense": [frames[0], (ROWS, b'{"table": "office", "rows": [[1]]}'), *rows, end],
        "with no JSON": [(HEAD, b"\xff"), *rows, end],
        "with another end": [frames[0], *rows, (END, told(end[1], files=9))],
    }
    assert {name: refused(other, packed(these), ledger) for name, these in wrong.items()} == dict.fromkeys(
        wrong, "backup_damaged"
    )
    for change in ({"revision": "0001"}, {"version": 2}):
        changed = packed([(HEAD, told(head, **change)), *rows, end])
        assert refused(other, changed, ledger) == "backup_other_release"


@pytest.mark.promise("O2")
def test_a_backup_is_restored_into_an_empty_database_only(filed, app, other):
    backup, ledger = back_up(app), ledger_of(app)
    other.restore(backup, ledger)
    rows, files = count_rows(other.world.engine), other.world.evidence.ids()
    with pytest.raises(BackupRefused) as refusal:
        other.restore(backup, ledger)
    assert refusal.value.reason.code == "backup_not_empty"
    assert count_rows(other.world.engine) == rows
    assert other.world.evidence.ids() == files != set()


@pytest.mark.promise("A10")
def test_a_ledger_must_be_of_this_installation_and_no_older_than_the_backup(filed, app, other, clock, world):
    old = ledger_of(app)
    foreign = json.loads(old) | {"installation_id": "another"}
    clock.forward(86400)
    backup = back_up(app)
    assert refused(other, backup, old) == "ledger_too_old"
    with pytest.raises(BackupRefused):
        read_ledger(json.dumps(foreign).encode())  # its digest tells
    with writing(world.engine) as db:
        db.execute(sa.update(sa.table("installation", sa.column("id"))).values(id="6f0c8f3c2a4b4d0e9f0c8f3c2a4b4d0e"))
        db.commit()
    assert refused(other, backup, ledger_of(app)) == "ledger_of_another"


@pytest.mark.promise("A10")
def test_a_backup_of_thirty_five_days_is_not_restored(filed, app, other, clock):
    backup = back_up(app)
    clock.forward(35 * 86400)
    assert refused(other, backup, ledger_of(app)) == "backup_too_old"


def test_a_ledger_that_was_lost_is_done_without_when_somebody_says_so(filed, app, other):
    assert other.restore(back_up(app), None).destroyed.reports == 0


@pytest.mark.promise("O2")
def test_a_backup_is_of_one_moment_although_others_write(filed, app, other, phone, engine):
    later = []

    def meanwhile(done, total):
        if not later:
            later.append(phone.file(homework()).json)

    before = count_rows(engine)
    other.restore(back_up(app, meanwhile), ledger_of(app))
    assert later
    assert count_rows(engine)["report"] == before["report"] + 1
    assert count_rows(other.world.engine)["report"] == before["report"]
    assert count_rows(other.world.engine)["case"] == before["case"]


def test_what_was_withdrawn_while_the_backup_was_made_leaves_no_row_without_its_file(app, other, phone):
    _, tus = uploader(phone)
    kept = tus.send(picture(), "作业.jpg")

    def meanwhile(done, total):
        app.extensions["jianfu"].world.evidence.destroy(kept)

    other.restore(back_up(app, meanwhile), None)
    with reading(other.world.engine) as db:
        assert db.get(Evidence, kept) is None
        assert db.scalar(sa.select(sa.func.count()).select_from(Report)) == 1


def test_offices_stand_below_the_same_ones_as_before(installed, app, engine, other):
    def order(which):
        with reading(which) as db:
            return {office.id: office.superior_id for office in db.scalars(sa.select(Office))}

    other.restore(back_up(app), ledger_of(app))
    assert order(other.world.engine) == order(engine)
    assert len(set(order(engine).values())) > 2


def test_a_long_file_takes_little_memory(filed, app, other):
    world = app.extensions["jianfu"].world
    [kept] = world.evidence.ids()
    for _ in range(PIECES):
        world.evidence.append_sealed(kept, b"x" * MB)
    backup = back_up(app)
    tracemalloc.start()
    encrypt(((b"P", b"x" * MB) for _ in range(PIECES)), _Nowhere(), read_recipient(RECIPIENT))
    decrypt(BytesIO(backup), read_identity(IDENTITY), nothing)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MB
    other.restore(backup, ledger_of(app))
    pieces = other.world.evidence.sealed_pieces(kept)
    assert sum(map(len, pieces)) == sum(map(len, world.evidence.sealed_pieces(kept))) > PIECES * MB


class _Nowhere:
    def write(self, data):
        return len(data)

    def flush(self):
        """Nothing waits."""


def test_a_file_that_is_gone_has_no_pieces(tmp_path):
    assert list(Storage(tmp_path).sealed_pieces("6f0c")) == []


@given(st.lists(st.tuples(st.sampled_from([b"H", b"R", b"P"]), st.binary(max_size=200))))
@example([(b"P", b"x" * 70_000)])
def test_frames_come_out_as_they_went_in(frames):
    assert frames_of(packed(frames)) == frames


@given(st.binary(max_size=300))
def test_what_is_no_backup_is_called_damaged(data):
    with pytest.raises((Damaged, WrongKey)):
        decrypt(BytesIO(data), read_identity(IDENTITY), nothing)


@given(
    st.one_of(
        st.binary(max_size=200), st.recursive(st.none() | st.text(), st.lists).map(lambda it: json.dumps(it).encode())
    )
)
@example(b'{"digest": "", "deletions": [], "installation_id": 1, "made_on": "2026-11-18", "version": 1}')
@example(b"[]")
def test_what_is_no_ledger_is_called_damaged(data):
    with pytest.raises(BackupRefused) as refusal:
        read_ledger(data)
    assert refusal.value.reason.code == "ledger_damaged"


def test_what_the_reader_of_a_backup_raises_comes_out_as_it_is():
    def broken():
        yield b"H", b"x"
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError):
        packed(broken())
