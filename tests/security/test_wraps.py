from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from security.envelope import CannotOpen
from security.wraps import WrapFor, generate_key_pair, open_from, public_of, seal_to, unwrap, wrap

PAIR = generate_key_pair()
TO = WrapFor("reports", "r1", "office-7", 3)
SECRET = bytes(range(32))
WRAPPED = wrap(PAIR.public, SECRET, TO)
PARTS = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), min_size=1, max_size=20)


def assert_refused(private, wrapped, to):
    for opening in (unwrap, open_from):
        with pytest.raises(CannotOpen) as refusal:
            opening(private, wrapped, to)
        assert refusal.value.__context__ is None


@pytest.mark.promise("K2")
@given(st.binary(max_size=100), st.builds(WrapFor, PARTS, PARTS, PARTS, st.integers(0, 1000)))
def test_a_wrapped_secret_opens_for_its_recipient(secret, to):
    assert unwrap(PAIR.private, wrap(PAIR.public, secret, to), to) == secret


@pytest.mark.promise("K2")
@given(st.binary(max_size=5000))
def test_a_text_sealed_to_a_recipient_opens_for_them(plaintext):
    assert open_from(PAIR.private, seal_to(PAIR.public, plaintext, TO), TO) == plaintext


@pytest.mark.promise("K2")
@given(st.integers(0, len(WRAPPED) - 1))
def test_a_truncated_wrap_does_not_open(length):
    assert_refused(PAIR.private, WRAPPED[:length], TO)


@pytest.mark.promise("K2")
def test_every_changed_byte_of_a_wrap_is_noticed():
    for at in range(8 * len(WRAPPED)):
        changed = bytearray(WRAPPED)
        changed[at // 8] ^= 1 << at % 8
        assert_refused(PAIR.private, bytes(changed), TO)


@pytest.mark.promise("K2")
@given(st.binary(max_size=200))
def test_random_bytes_do_not_unwrap(wrapped):
    assert_refused(PAIR.private, wrapped, TO)


@pytest.mark.promise("K2")
def test_an_all_zero_public_key_in_a_wrap_does_not_open():
    assert_refused(PAIR.private, bytes(32) + WRAPPED[32:], TO)


@pytest.mark.promise("K2")
@given(st.binary(max_size=40))
def test_another_private_key_does_not_unwrap(private):
    assert_refused(private, WRAPPED, TO)
    assert_refused(generate_key_pair().private, WRAPPED, TO)


@pytest.mark.promise("K2")
@given(st.builds(WrapFor, PARTS, PARTS, PARTS, st.integers(0, 1000)))
def test_a_wrap_does_not_open_as_another(to):
    assume(to != TO)
    assert_refused(PAIR.private, WRAPPED, to)


@pytest.mark.promise("K2")
@pytest.mark.parametrize(
    "moved",
    [{"table": "cases"}, {"row_id": "r2"}, {"recipient_id": "office-8"}, {"key_version": 4}],
    ids=lambda moved: next(iter(moved)),
)
def test_each_part_of_the_context_binds_a_wrap(moved):
    assert_refused(PAIR.private, WRAPPED, replace(TO, **moved))


@pytest.mark.promise("K2")
def test_two_wraps_cannot_swap_their_encapsulated_keys():
    other = wrap(PAIR.public, SECRET, TO)
    assert_refused(PAIR.private, other[:32] + WRAPPED[32:], TO)


def test_a_wrap_of_a_bare_secret_does_not_open_as_a_padded_text():
    with pytest.raises(CannotOpen):
        open_from(PAIR.private, WRAPPED, TO)


@pytest.mark.parametrize("part", ["table", "row_id", "recipient_id"])
@pytest.mark.parametrize("value", ["a|b", "|", ""])
def test_the_separator_or_nothing_is_no_part_of_a_context(part, value):
    with pytest.raises(ValueError, match="separator"):
        replace(TO, **{part: value})


def test_the_context_is_spelled_as_agreed():
    assert TO.info() == b"jianfu/wrap/v1|reports|r1|office-7|3"


def test_a_wrap_of_a_key_is_80_bytes_and_never_the_same_twice():
    wraps = {wrap(PAIR.public, SECRET, TO) for _ in range(50)}
    assert len(wraps) == 50
    assert {len(wrapped) for wrapped in wraps} == {80}


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), bytes(33)], ids=len)
def test_nothing_is_wrapped_to_an_unusable_public_key(public):
    with pytest.raises(ValueError, match=r"."):
        wrap(public, SECRET, TO)


@given(st.integers(0, 59), st.integers(0, 59))
def test_sealed_texts_of_one_bucket_look_alike(one, other):
    assert len(seal_to(PAIR.public, b"x" * one, TO)) == len(seal_to(PAIR.public, b"x" * other, TO))


def test_key_pairs_are_fresh_belong_together_and_keep_their_private_half_out_of_sight():
    pairs = [generate_key_pair() for _ in range(50)]
    assert len({pair.private for pair in pairs}) == 50
    assert all(public_of(pair.private) == pair.public for pair in pairs)
    assert PAIR.private.hex() not in repr(PAIR)
    assert repr(PAIR.private) not in repr(PAIR)
