"""What is sealed by the thousand is an envelope as any other: opened where it belongs, by its key alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.envelope import CannotOpen, open_sealed, seal
from security.many_seals import BLOCK_BYTES, ManySeals, address_of, cipher_of
from security.padding import pad

SEALS = ManySeals()
PLACE = {"table": "report", "column": "sealed_content"}
ADDRESS = address_of(**PLACE)


@given(st.binary(max_size=3000), st.uuids().map(str))
def test_it_opens_as_what_is_sealed_alone(text, row_id):
    key = SEALS.new_key()
    sealed = SEALS.seal(cipher_of(key), pad(text), ADDRESS + row_id.encode())
    assert open_sealed(key, sealed, **PLACE, row_id=row_id) == text
    assert len(sealed) == len(seal(key, text, **PLACE, row_id=row_id))
    for changed in ({"row_id": "another"}, {"column": "sealed_reply"}, {"table": "case"}):
        with pytest.raises(CannotOpen):
            open_sealed(key, sealed, **{**PLACE, "row_id": row_id, **changed})
    with pytest.raises(CannotOpen):
        open_sealed(SEALS.new_key(), sealed, **PLACE, row_id=row_id)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=30))
def test_what_is_drawn_is_as_long_as_it_was_asked_for(lengths):
    assert [len(SEALS.draw(length)) for length in lengths] == lengths


def test_no_nonce_and_no_key_comes_twice_however_many_are_drawn():
    """More than a block of them, so that the seam between two blocks is among them."""
    seals, cipher = ManySeals(), cipher_of(bytes(32))
    many = 2 * BLOCK_BYTES // 12
    nonces = {seals.seal(cipher, b"", b"")[2:14] for _ in range(many)}
    keys = {seals.new_key() for _ in range(many)}
    assert (len(nonces), len(keys)) == (many, many)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        cipher_of(bytes(length))
