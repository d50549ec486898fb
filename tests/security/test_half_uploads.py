"""E3: whatever is cut and wherever, what was sent is what is there, and it lies sealed."""

import hashlib
import os
import random
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security.envelope import CannotOpen, new_key
from security.evidence.arriving import Arriving, Checksum, OtherContent, TooLong, take_in
from security.evidence.uploads import PIECE, Locked, MovedOn, Upload
from tests.support.times import TIMES

CUTS = 500


@pytest.fixture
def upload(tmp_path):
    return Upload(tmp_path / "one.upload", "one", new_key())


def parts(data, chance):
    """In parts as a socket gives them."""
    at = 0
    while at < len(data):
        size = chance.randint(1, 20_000)
        yield data[at : at + size]
        at += size


def send(upload, data, offset, upto, chance):
    """Send on from `offset`; the connection is cut at `upto`."""
    return take_in(upload, Arriving(offset, parts(data[offset:upto], chance)), len(data))


def whole(upload, last):
    return b"".join(chain(upload.pieces(), (last,)))


@pytest.mark.promise("E3")
@pytest.mark.parametrize("seed", range(3 * TIMES))
def test_five_hundred_cuts_at_random_bytes_end_with_equal_hashes(upload, seed):
    chance = random.Random(seed)  # noqa: S311 - a test's choice
    data = chance.randbytes(3_000_000)
    offset, last, cuts = 0, None, 0
    while last is None:
        upto = min(len(data), offset + chance.choice((0, 1, 500, 6_000, 12_000))) if cuts < CUTS else len(data)
        end, last = send(upload, data, offset, upto, chance)
        cuts += last is None
        if cuts % 10 == 0 and last is None:
            torn_off(upload, chance)
        offset = upload.end().offset
        assert offset <= end.offset <= upto
    assert cuts == CUTS
    assert hashlib.sha256(whole(upload, last)).digest() == hashlib.sha256(data).digest()


def torn_off(upload, chance):
    """The process was killed while its last piece was on the way to the disk."""
    if upload.path.exists():
        size = upload.path.stat().st_size
        os.truncate(upload.path, max(0, size - chance.randint(0, 300)))


@pytest.mark.promise("E3")
@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 65535, 65536, 65537])
def test_every_size_around_a_piece_arrives(upload, size):
    data = os.urandom(size)
    end, last = take_in(upload, Arriving(0, [data]), size)
    assert last is not None
    assert end.offset + len(last) == size
    assert whole(upload, last) == data if upload.path.exists() else last == data


@pytest.mark.promise("E3")
@settings(max_examples=60)
@given(st.lists(st.binary(max_size=200), max_size=12), st.lists(st.integers(0, 2000), max_size=12))
def test_any_parts_and_any_cuts_make_the_same_file(tmp_path_factory, given_parts, cuts):
    data = b"".join(given_parts) + b"end"
    upload = Upload(tmp_path_factory.mktemp("evidence") / "u", "u", new_key())
    last = None
    for upto in sorted(min(cut, len(data) - 1) for cut in cuts):
        offset = upload.end().offset
        _, last = take_in(upload, Arriving(offset, [data[offset:upto]]), len(data))
        assert last is None
        assert upload.end().offset == max(offset, upto)
    _, last = take_in(upload, Arriving(upload.end().offset, [data[upload.end().offset :]]), len(data))
    there = b"".join(upload.pieces()) if upload.path.exists() else b""
    assert there + last == data


@pytest.mark.promise("E3", "in part")
def test_the_last_piece_is_handed_on_and_not_stored(upload):
    _, last = take_in(upload, Arriving(0, [b"all of it"]), 9)
    assert (last, upload.end().offset) == (b"all of it", 0)


@pytest.mark.promise("E3", "in part")
def test_nothing_of_it_stands_clear_on_the_disk_and_nobody_else_reads_it(upload):
    take_in(upload, Arriving(0, [b"canary" * 3000]), 100_000)
    assert b"canary" not in upload.path.read_bytes()
    assert upload.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.promise("E3", "in part")
def test_of_two_who_write_the_second_finds_that_it_has_moved_on(upload):
    take_in(upload, Arriving(0, [b"x" * 100]), 1000)
    end = upload.end()
    upload.append(end, b"first")
    with pytest.raises(MovedOn):
        upload.append(end, b"other")
    with pytest.raises(MovedOn):
        take_in(upload, Arriving(100, [b"y"]), 1000)
    assert b"".join(upload.pieces()) == b"x" * 100 + b"first"


@pytest.mark.promise("E3", "in part")
def test_while_one_finishes_nobody_adds(upload):
    take_in(upload, Arriving(0, [b"x" * 100]), 1000)
    end = upload.end()
    with upload.finishing(end), pytest.raises(Locked):
        upload.append(end, b"y")
    upload.append(end, b"y")
    with pytest.raises(MovedOn), upload.finishing(end):
        pass


@pytest.mark.promise("E3", "in part")
def test_too_much_and_a_wrong_checksum_leave_what_was_there(upload):
    take_in(upload, Arriving(0, [b"x" * 100]), 1000)
    with pytest.raises(TooLong):
        take_in(upload, Arriving(100, [b"y" * 901]), 1000)
    with pytest.raises(OtherContent):
        take_in(upload, Arriving(100, [b"y" * 500], Checksum("sha256", bytes(32))), 1000)
    with pytest.raises(OtherContent):  # even when it would have been complete
        take_in(upload, Arriving(100, [b"y" * 900], Checksum("sha1", bytes(20))), 1000)
    assert b"".join(upload.pieces()) == b"x" * 100


@pytest.mark.promise("K2", "in part")
def test_pieces_that_are_exchanged_left_out_doubled_or_of_another_upload_do_not_open(upload, tmp_path):
    end = upload.end()
    cuts = [0]
    for number in range(4):
        end = upload.append(end, bytes([number]) * 50)
        cuts.append(end.position)
    content = upload.path.read_bytes()
    frames = [content[a:b] for a, b in pairwise(cuts)]
    other = Upload(tmp_path / "two.upload", "two", upload.key)
    other.append(other.end(), b"\0" * 50)
    for order in (frames[1:], frames[::-1], [frames[0], frames[0]], [frames[0], frames[2]], [other.path.read_bytes()]):
        upload.path.write_bytes(b"".join(order))
        with pytest.raises(CannotOpen):
            list(upload.pieces())


def test_an_upload_in_far_too_many_pieces_is_refused(upload, monkeypatch):
    monkeypatch.setattr("security.evidence.arriving.MOST_FRAMES", 3)
    for offset in range(3):
        take_in(upload, Arriving(offset, [b"x"]), 1000)
    with pytest.raises(TooLong):
        take_in(upload, Arriving(3, [b"x"]), 1000)
