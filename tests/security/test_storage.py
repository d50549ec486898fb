"""E3, E4: where evidence lies it lies sealed, whole or not at all, and nothing tells when it came."""

import os
from itertools import chain

import pytest

from security.envelope import CannotOpen, new_key
from security.evidence import keeping
from security.evidence.arriving import Arriving, take_in
from security.evidence.child import DAMAGED, Refused
from security.evidence.cleaning import NOT_TAKEN
from security.evidence.keeping import INFECTED, keep
from security.evidence.scanning import Infected
from security.evidence.storage import KEPT, Storage
from tests.security.cleaners import COST
from tests.support.evidence import picture

DATA = os.urandom(150_000)


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "evidence")


@pytest.fixture
def kept(storage):
    """A file that is kept as `one`; its key."""
    key = new_key()
    storage.upload("one", key)
    storage.keep("one", key, iter([DATA[:7], DATA[7:]]), len(DATA))
    return key


@pytest.mark.promise("E4", "in part")
def test_a_kept_file_opens_with_its_key_alone(storage, kept):
    assert b"".join(storage.open("one", kept)) == DATA
    with pytest.raises(CannotOpen):
        storage.open("one", new_key())
    with pytest.raises(FileNotFoundError):
        storage.open("two", kept)


def test_on_the_disk_it_is_sealed_and_tells_no_time(storage, kept):
    path = storage.folder / f"one{KEPT}"
    assert b"".join(storage.sealed_pieces("one")) == path.read_bytes()
    assert DATA[:32] not in path.read_bytes()
    assert (path.stat().st_mtime, path.stat().st_mode & 0o777) == (0, 0o600)
    assert [*storage.sealed_pieces("two")] == []


def test_damage_in_the_middle_ends_the_reading_and_closes_the_file(storage, kept):
    path = storage.folder / f"one{KEPT}"
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)
    opening = storage.open("one", kept)
    with pytest.raises(CannotOpen):
        b"".join(opening)
    opening.close()


def test_a_file_that_is_not_as_long_as_was_said_is_not_there(storage):
    storage.upload("one", new_key())
    with pytest.raises(ValueError, match="not as long"):
        storage.keep("one", new_key(), iter([b"x"]), 2)
    assert storage.ids() == {"one"}
    assert not (storage.folder / f"one{KEPT}").exists()
    storage.destroy("one")
    assert storage.ids() == set()


@pytest.mark.promise("O2", "in part")
def test_a_file_comes_back_from_a_backup_piece_by_piece(storage, kept, tmp_path):
    elsewhere = Storage(tmp_path / "elsewhere")
    assert elsewhere.ids() == set()
    sealed = b"".join(storage.sealed_pieces("one"))
    for piece in (sealed[:1000], sealed[1000:]):
        elsewhere.append_sealed("one", piece)
    assert b"".join(elsewhere.open("one", kept)) == DATA
    assert (elsewhere.folder / f"one{KEPT}").stat().st_mtime == 0


def test_whether_somebody_has_looked_today_is_remembered(storage, kept):
    assert not storage.was_swept("2026-11-18")
    storage.mark_swept("2026-11-18")
    assert storage.was_swept("2026-11-18")
    assert not storage.was_swept("2026-11-19")
    assert Storage(storage.folder / "nowhere").was_swept("2026-11-18")


def arrived(storage, data):
    """An upload that is complete: it, its end and the last piece."""
    upload = storage.upload("one", new_key())
    end, last = take_in(upload, Arriving(0, [data]), len(data))
    return upload, end, last


@pytest.mark.promise("E3", "in part")
def test_what_is_complete_is_cleaned_and_kept(storage):
    upload, end, last = arrived(storage, picture("PNG"))
    made = keep(storage, upload, end, last, COST)
    data = b"".join(storage.open("one", upload.key))
    assert (made.media_type, made.size) == ("image/png", len(data))
    assert data.startswith(b"\x89PNG")


@pytest.mark.promise("E2", "in part")
@pytest.mark.parametrize(("data", "code"), [(b"just text" * 3000, NOT_TAKEN), (b"%PDF-1.7" + bytes(90_000), DAMAGED)])
def test_what_cannot_be_cleaned_is_not_kept(storage, data, code):
    upload, end, last = arrived(storage, data)
    with pytest.raises(Refused) as refused:
        keep(storage, upload, end, last, COST)
    assert refused.value.code == code
    assert not (storage.folder / f"one{KEPT}").exists()


@pytest.mark.promise("E5", "in part")
def test_what_the_scanner_finds_is_not_kept(storage, monkeypatch):
    def infected(_address, pieces):
        assert b"".join(pieces) == picture("PNG")
        raise Infected

    monkeypatch.setattr(keeping, "scan", infected)
    upload, end, last = arrived(storage, picture("PNG"))
    with pytest.raises(Refused, match=INFECTED):
        keep(storage, upload, end, last, COST)
    assert b"".join(chain(upload.pieces(), [last])) == picture("PNG")
