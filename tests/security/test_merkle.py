"""K7: the tree that grows leaf by leaf is the tree of RFC 6962."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.merkle import Tree, leaf_hash, node_hash

LEAVES = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(range(0x50, 0x58)), b"`abcdefghi"]


def by_the_book(hashes):
    """Merkle Tree Hash as RFC 6962, 2.1 says it: cut at the largest power of two below the size."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    cut = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(by_the_book(hashes[:cut]), by_the_book(hashes[cut:]))


@pytest.mark.promise("K7", "in part")
@given(st.lists(st.binary(max_size=8), max_size=40), st.integers(0, 40))
def test_it_grows_to_the_same_head_in_one_step_or_in_two(data, at):
    hashes = [leaf_hash(each) for each in data]
    grown = Tree().grown(hashes[:at]).grown(hashes[at:])
    assert grown == Tree().grown(hashes)
    assert (grown.size, grown.root) == (len(data), by_the_book(hashes))
    assert len(grown.peaks) == len(data).bit_count()


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize(
    ("size", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    ],
)
def test_it_has_the_published_heads_of_the_first_sizes(size, root):
    """The vectors that implementations of Certificate Transparency share."""
    assert Tree().grown([leaf_hash(each) for each in LEAVES[:size]]).root.hex() == root


@pytest.mark.promise("K7", "in part")
def test_a_leaf_is_never_a_node_and_order_counts():
    one, other = leaf_hash(b"one"), leaf_hash(b"other")
    assert leaf_hash(one + other) != node_hash(one, other) != node_hash(other, one)
