"""Keys wrapped by one exchange are wraps as any other: the library opens them, for that row and recipient alone."""

import pytest
from cryptography.exceptions import InvalidKey
from hypothesis import assume, given
from hypothesis import strategies as st

from security.envelope import CannotOpen
from security.many_wraps import ManyWraps
from security.wraps import WrapFor, generate_key_pair, unwrap, wrap

PAIR = generate_key_pair()
WRAPS = ManyWraps(PAIR.public)
PARTS = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs"]), min_size=1, max_size=20)
ADDRESSES = st.builds(WrapFor, PARTS, PARTS, PARTS, st.integers(0, 1000))


@given(st.binary(max_size=100), ADDRESSES)
def test_a_wrap_of_many_opens_as_one_of_the_library(secret, to):
    wrapped = WRAPS.wrap(secret, to)
    assert unwrap(PAIR.private, wrapped, to) == secret
    assert len(wrapped) == len(wrap(PAIR.public, secret, to))


@given(ADDRESSES, ADDRESSES)
def test_a_wrap_of_many_opens_where_it_belongs_and_nowhere_else(to, other):
    assume(to != other)
    with pytest.raises(CannotOpen):
        unwrap(PAIR.private, WRAPS.wrap(bytes(32), to), other)
    with pytest.raises(CannotOpen):
        unwrap(generate_key_pair().private, WRAPS.wrap(bytes(32), to), to)


def test_no_two_rows_and_no_two_runs_share_a_key():
    first, second = WrapFor("case", "c1", "o1", 1), WrapFor("case", "c2", "o1", 1)
    here, again = WRAPS.wrap(bytes(32), first), WRAPS.wrap(bytes(32), second)
    assert here[:32] == again[:32] != ManyWraps(PAIR.public).wrap(bytes(32), first)[:32]
    assert here[32:] != again[32:]


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), bytes(33)])
def test_a_key_that_is_none_is_refused(public):
    with pytest.raises((ValueError, InvalidKey)):
        ManyWraps(public)
