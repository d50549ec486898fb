"""K2: a sealed stream opens whole, in its own place, with its own key, and in no other way."""

import os
import random
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.envelope import CannotOpen, new_key
from security.evidence.streams import CHUNK, bucket, open_stream, seal_stream

PLACE = {"table": "evidence", "column": "file", "row_id": "r1"}
HEAD, TAG = 9, 16
SIZES = [0, 1, CHUNK - 9, CHUNK - 8, CHUNK - 7, CHUNK, CHUNK + 1, 3 * CHUNK - 8, 3 * CHUNK]


def sealed_of(key, data, **place):
    return b"".join(seal_stream(key, cut(data), len(data), **{**PLACE, **place}))


def cut(data):
    """In parts of any length."""
    chance, at = random.Random(len(data)), 0  # noqa: S311 - a test's choice of lengths
    while at < len(data):
        size = chance.randint(1, 100_000)
        yield data[at : at + size]
        at += size


def opened(key, sealed, **place):
    return b"".join(open_stream(key, BytesIO(sealed), **{**PLACE, **place}))


@pytest.mark.promise("K2", "in part")
@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_again(size):
    key, data = new_key(), os.urandom(size)
    assert opened(key, sealed_of(key, data)) == data


@pytest.mark.promise("K2", "in part")
@given(st.integers(0, 60 * 1024 * 1024))
def test_sizes_are_told_in_steps_of_an_eighth_at_most(size):
    assert bucket(size) % CHUNK == 0
    assert size <= bucket(size) <= max(size * 9 / 8 + CHUNK, CHUNK)
    assert bucket(bucket(size)) == bucket(size)


@pytest.mark.promise("K2", "in part")
@pytest.mark.parametrize("size", [*SIZES, 8 * CHUNK, 9 * CHUNK + 1, 33 * CHUNK - 9])
def test_a_sealed_file_is_as_long_as_its_bucket_and_a_tag_for_each_chunk(size):
    padded = bucket(8 + size)
    assert len(sealed_of(new_key(), bytes(size))) == HEAD + padded + padded // CHUNK * TAG


def test_files_of_many_lengths_have_few_sizes():
    assert len({bucket(size) for size in range(0, 50 * 1024 * 1024, 10_007)}) < 70
    key = new_key()
    assert len(sealed_of(key, b"x")) == len(sealed_of(key, b"x" * 60_000)) == HEAD + CHUNK + TAG


@pytest.mark.promise("K2", "in part")
@pytest.mark.parametrize("place", [{"table": "x"}, {"column": "upload"}, {"row_id": "r2"}])
def test_it_opens_in_its_own_place_only(place):
    key = new_key()
    sealed = sealed_of(key, b"x" * 100_000)
    with pytest.raises(CannotOpen):
        opened(key, sealed, **place)
    with pytest.raises(CannotOpen):
        opened(new_key(), sealed)
    with pytest.raises(ValueError, match="32 bytes"):
        opened(key[:16], sealed)


@pytest.mark.promise("K2", "in part")
def test_a_stream_that_is_cut_lengthened_reordered_or_changed_does_not_open_to_its_end():
    key, piece = new_key(), CHUNK + TAG
    sealed = sealed_of(key, os.urandom(4 * CHUNK - 8))
    chunks = [sealed[at : at + piece] for at in range(HEAD, len(sealed), piece)]
    assert len(chunks) == 4
    head, other = sealed[:HEAD], sealed_of(key, os.urandom(4 * CHUNK - 8))
    damaged = [sealed[: HEAD + number * piece] for number in range(4)]
    damaged += [sealed[:end] for end in (0, 1, HEAD, HEAD + 1, len(sealed) - 1)]
    damaged += [sealed + b"\0", sealed + chunks[3], head + b"".join(chunks[:3] + chunks[:1])]
    damaged += [head + b"".join(order) for order in ([chunks[1], chunks[0], *chunks[2:]], chunks[1:], chunks[::-1])]
    damaged += [other[:HEAD] + sealed[HEAD:], sealed[: HEAD + piece] + other[HEAD + piece :]]
    damaged += [
        sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in (0, 1, 2, 8, 9, piece, len(sealed) - 1)
    ]
    for each in damaged:
        with pytest.raises(CannotOpen):
            opened(key, each)


def test_a_length_that_is_not_kept_is_noticed():
    key = new_key()
    for size in (3, 5):
        with pytest.raises(ValueError, match="not as long"):
            list(seal_stream(key, [b"1234"], size, **PLACE))


def test_equal_files_are_sealed_differently():
    key = new_key()
    assert sealed_of(key, b"x") != sealed_of(key, b"x")
