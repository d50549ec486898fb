import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.secrets_file import WeakSecret, create_secret, derive, new_secret, read_secret
from security.signing import mac, mac_matches, same


def test_a_created_secret_is_read_back_and_readable_by_its_owner_only(tmp_path):
    file = tmp_path / "secret.key"
    secret = create_secret(file)
    assert read_secret(file) == secret
    assert len(secret) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_is_never_overwritten(tmp_path):
    file = tmp_path / "secret.key"
    secret = create_secret(file)
    with pytest.raises(FileExistsError):
        create_secret(file)
    assert read_secret(file) == secret


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_secret_others_can_read_is_refused(tmp_path, mode):
    file = tmp_path / "secret.key"
    create_secret(file)
    file.chmod(mode)
    with pytest.raises(WeakSecret, match="chmod 600"):
        read_secret(file)


@pytest.fixture
def handed_over(tmp_path):
    """A credential as systemd shows it: readable by the group, that is, the mask of its ACL."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    file = folder / "secret"
    create_secret(file)
    file.chmod(0o440)
    assert stat.S_IMODE(file.stat().st_mode) == 0o440
    return file


def test_a_credential_that_systemd_hands_over_is_taken(handed_over, monkeypatch):
    assert read_secret(handed_over, handed_over.parent) == handed_over.read_bytes()
    monkeypatch.chdir(handed_over.parent.parent)
    assert read_secret(handed_over, Path("credentials")) == handed_over.read_bytes()


@pytest.mark.parametrize("mode", [0o460, 0o444, 0o450, 0o441])
def test_a_credential_that_others_can_read_or_write_is_refused(handed_over, mode):
    handed_over.chmod(mode)
    with pytest.raises(WeakSecret, match="chmod 600"):
        read_secret(handed_over, handed_over.parent)


def test_elsewhere_the_group_reads_no_secret(handed_over):
    below = handed_over.parent / "deeper"
    below.mkdir()
    for folder in (None, handed_over.parent.parent, below):
        with pytest.raises(WeakSecret, match="chmod 600"):
            read_secret(handed_over, folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_credential_of_somebody_else_is_refused(handed_over):
    os.chown(handed_over, 65534, 65534)
    with pytest.raises(WeakSecret, match="chmod 600"):
        read_secret(handed_over, handed_over.parent)


@pytest.mark.parametrize("content", [b"", b"x" * 31, bytes(32), b"changeme" * 4 + b"\n", b"ab" * 16])
def test_a_weak_secret_is_refused_without_being_shown(tmp_path, content):
    file = tmp_path / "secret.key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(WeakSecret) as refusal:
        read_secret(file)
    assert str(refusal.value) == "secret.key: 32 random bytes are expected"


def test_a_missing_secret_is_not_made_up(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_secret(tmp_path / "secret.key")


@given(st.text(max_size=30), st.text(max_size=30))
def test_each_use_has_its_own_key(one, other):
    secret = bytes(range(32))
    assert (derive(secret, one) == derive(secret, other)) == (one == other)
    assert derive(secret, one) != derive(new_secret(), one)


def test_derived_keys_do_not_change_between_versions():
    assert (
        derive(bytes(range(32)), "cursor").hex() == "a4c9f3b2d71e4f699dff361175bab39b40b14548864cf296bf5e4abcfcdb617a"
    )


@given(st.binary(), st.binary(), st.binary())
def test_a_tag_fits_its_data_only(key, one, other):
    assert mac_matches(key, one, mac(key, one))
    assert mac_matches(key, other, mac(key, one)) == (one == other)
    assert not mac_matches(key + b"\x01", one, mac(key, one))


@given(st.binary(), st.integers(0, 31))
def test_a_truncated_tag_does_not_fit(data, length):
    assert not mac_matches(b"key", data, mac(b"key", data)[:length])


@given(st.binary(), st.binary())
def test_same_means_equal(one, other):
    assert same(one, other) == (one == other)
    assert same(one, bytes(one))


def test_tags_are_hmac_sha256():
    # RFC 4231, test case 2
    tag = mac(b"Jefe", b"what do ya want for nothing?")
    assert tag.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
