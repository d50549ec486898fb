"""A11, K7: what is signed is just that, by this installation, and whoever has the public key can tell."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.acknowledgements import Signed, Signer
from security.checkpoints import Head, HeadSigner
from security.signatures import UseSigner, is_signature, signers_since

SECRET = bytes(range(32))
SIGNED = Signed("7K3M-9QXD", "homework", date(2026, 11, 18), bytes(32))
HEAD = Head("one", 3, datetime(2026, 11, 18, 2, tzinfo=UTC), bytes(32))


class ForTests(UseSigner):
    use = "test"


class Said(bytes):
    def written(self):
        return bytes(self)


@given(st.binary(max_size=200).map(Said), st.binary(max_size=80), st.binary(max_size=40))
def test_nothing_but_a_signature_of_the_key_is_one(written, signature, public_key):
    key = ForTests(SECRET)
    assert is_signature(key.public_key, written, key.sign(written))
    assert not is_signature(key.public_key, written, signature)
    assert not is_signature(public_key, written, key.sign(written))
    assert not is_signature(key.public_key, written + b"x", key.sign(written))


def test_each_use_of_the_secret_has_a_key_of_its_own():
    keys = {Signer(SECRET).public_key, HeadSigner(SECRET).public_key, ForTests(SECRET).public_key}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {32}
    assert SECRET.hex() not in repr([Signer(SECRET), HeadSigner(SECRET), ForTests(SECRET)])


CHANGED = [
    Signed("7K3M-9QXE", "homework", date(2026, 11, 18), bytes(32)),
    Signed("7K3M-9QXD", "tutoring", date(2026, 11, 18), bytes(32)),
    Signed("7K3M-9QXD", "homework", date(2026, 11, 19), bytes(32)),
    Signed("7K3M-9QXD", "homework", date(2026, 11, 18), bytes(31) + b"\x01"),
]


@pytest.mark.promise("A11", "in part")
@pytest.mark.parametrize("changed", CHANGED, ids=["reference", "category", "day", "digest"])
def test_an_acknowledgement_is_genuine_for_nothing_else(changed):
    signer = Signer(SECRET)
    assert signer.is_genuine(SIGNED, signer.sign(SIGNED))
    assert not signer.is_genuine(changed, signer.sign(SIGNED))


@pytest.mark.promise("A11", "in part")
def test_a_former_key_still_counts_and_a_strangers_does_not():
    before, now = Signer(bytes(32)), Signer(SECRET)
    assert not now.is_genuine(SIGNED, before.sign(SIGNED))
    assert Signer(SECRET, (before.public_key,)).is_genuine(SIGNED, before.sign(SIGNED))


def test_a_part_that_could_be_read_in_two_ways_is_not_signed():
    with pytest.raises(ValueError, match="separator"):
        Signer(SECRET).sign(Signed("7K3M|homework", "", date(2026, 11, 18), b""))


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize(
    "changed",
    [
        Head("two", 3, HEAD.at, HEAD.root),
        Head("one", 4, HEAD.at, HEAD.root),
        Head("one", 3, HEAD.at + timedelta(seconds=1), HEAD.root),
        Head("one", 3, HEAD.at, bytes(31) + b"\x01"),
    ],
    ids=["installation", "size", "moment", "root"],
)
def test_the_head_of_a_log_is_signed_for_nothing_else(changed):
    signer = HeadSigner(SECRET)
    assert signers_since(signer.public_keys, HEAD, signer.sign(HEAD)) == signer.public_keys
    assert signers_since(signer.public_keys, changed, signer.sign(HEAD)) == ()


@pytest.mark.promise("K7", "in part")
def test_of_several_keys_the_one_that_signed_and_later_ones_go_on():
    oldest, old = HeadSigner(bytes(32)), HeadSigner(bytes(31) + b"\x01")
    now = HeadSigner(SECRET, (old.public_key, oldest.public_key))
    ends = [len(signers_since(now.public_keys, HEAD, signer.sign(HEAD))) for signer in (now, old, oldest)]
    assert ends == [1, 2, 3]
    assert signers_since(now.public_keys, HEAD, HeadSigner(b"?" * 32).sign(HEAD)) == ()


@pytest.mark.promise("K7", "in part")
def test_a_moment_is_signed_the_same_in_every_zone():
    local = Head("one", 3, HEAD.at.astimezone(timezone(timedelta(hours=8))), HEAD.root)
    assert local.written() == HEAD.written()
