"""O2: a backup opens for its key alone, as it was, or says what is wrong with it."""

import errno
import os
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security import backups
from security.backups import BadKey, Damaged, WrongKey, decrypt, encrypt, new_identity, read_identity, read_recipient

IDENTITY, RECIPIENT = new_identity()
FRAMES = st.lists(st.tuples(st.sampled_from([b"a", b"b", b"\x00"]), st.binary(max_size=300)), max_size=6)


def sealed_of(frames, recipient=RECIPIENT):
    target = BytesIO()
    encrypt(frames, target, read_recipient(recipient))
    return target.getvalue()


def opened(sealed, identity=IDENTITY):
    taken = []
    decrypt(BytesIO(sealed), read_identity(identity), lambda kind, payload: taken.append((kind, payload)))
    return taken


@pytest.mark.promise("O2", "in part")
@settings(max_examples=40)
@given(FRAMES)
def test_the_frames_come_back_as_they_were(frames):
    sealed = sealed_of(frames)
    assert opened(sealed) == frames
    assert all(payload not in sealed for _, payload in frames if len(payload) > 8)


@pytest.mark.promise("O2", "in part")
@settings(max_examples=40)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_changed_or_missing_byte_is_noticed(where, change):
    sealed = bytearray(sealed_of([(b"a", b"x" * 300)]))
    at = int(where * len(sealed))
    assert failure_of(bytes(sealed[:at])) in {Damaged, WrongKey}
    sealed[at] ^= change
    assert failure_of(bytes(sealed)) in {Damaged, WrongKey}


def failure_of(sealed, identity=IDENTITY):
    with pytest.raises((Damaged, WrongKey)) as failed:
        opened(sealed, identity)
    return failed.type


@pytest.mark.promise("O2", "in part")
def test_another_key_is_told_apart_from_damage():
    assert failure_of(sealed_of([(b"a", b"x")]), new_identity()[0]) is WrongKey
    assert failure_of(b"no backup at all") is Damaged


@pytest.mark.promise("O2", "in part")
@pytest.mark.parametrize("inside", [b"a", b"a\x00\x00\x00\x05x", b"a\xff\xff\xff\xffx"], ids=["head", "short", "huge"])
def test_frames_that_end_too_early_or_are_too_long_are_damage(monkeypatch, inside):
    monkeypatch.setattr(backups, "written", lambda _: iter([inside]))
    assert failure_of(sealed_of([])) is Damaged


class Full(Exception):
    """Whoever makes or takes the frames cannot go on."""


def test_what_the_maker_or_the_taker_of_frames_raises_comes_out_as_it_is():
    def broken():
        yield b"a", b"x"
        raise Full

    def refuse(_kind, _payload):
        raise Full

    with pytest.raises(Full):
        sealed_of(broken())
    with pytest.raises(Full):
        decrypt(BytesIO(sealed_of([(b"a", b"x")])), read_identity(IDENTITY), refuse)


def header_of(written):
    """How long the header is, as far as it is written; its length is drawn by chance (a stanza that nobody reads)."""
    begins = written.find(b"\n--- ")
    ends = written.find(b"\n", begins + 1) if begins >= 0 else -1
    return len(written) if ends < 0 else ends + 1


class Disk(BytesIO):
    """Has so much room for everything, and so much for what comes after the header."""

    def __init__(self, room=1 << 30, after_header=1 << 30):
        super().__init__()
        self.room, self.after_header = room, after_header

    def write(self, data):
        written = self.getvalue() + data
        if len(written) > self.room or len(written) - header_of(written) > self.after_header:
            raise OSError(errno.ENOSPC, "full")
        return super().write(data)


@pytest.mark.promise("O2", "in part")
@pytest.mark.parametrize("size", [0, 100, 70_000, 300_000])
def test_a_disk_that_is_full_before_the_last_byte_is_never_taken_for_a_backup(size):
    frames = [(b"a", os.urandom(size))]
    target = BytesIO()
    encrypt(frames, target, read_recipient(RECIPIENT))
    after_header = len(target.getvalue()) - header_of(target.getvalue())
    disks = [Disk(room) for room in (0, 150)]
    disks += [Disk(after_header=room) for room in (0, after_header // 2, after_header - 100, after_header - 1)]
    for disk in disks:
        with pytest.raises(OSError, match="full"):
            encrypt(frames, disk, read_recipient(RECIPIENT))
    encrypt(frames, Disk(after_header=after_header), read_recipient(RECIPIENT))


@given(st.text(max_size=80))
def test_any_text_is_a_key_or_bad(text):
    for read in (read_recipient, read_identity):
        with pytest.raises(BadKey):
            read(text)


def test_a_key_file_may_have_remarks():
    assert opened(sealed_of([(b"a", b"x")]), f"# created: today\n# public key: {RECIPIENT}\n\n{IDENTITY}\n") == [
        (b"a", b"x")
    ]
