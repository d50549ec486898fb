"""What strangers send as a passkey: an answer to a challenge of ours, or refused; never anything else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.passkeys import LIFETIME, Known, PasskeyRefused, Passkeys, RelyingParty, prf_key
from security.recovery_codes import code_digest, new_code
from tests.support.passkeys import Authenticator, read, write

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
OURS = Passkeys(b"s" * 32, RelyingParty.at("http://localhost:8000"))
DEVICE = Authenticator(counts=False)
KNOWN = OURS.registered(DEVICE.create(OURS.creation_options("staff-1", "x", [], NOW)), "staff-1", NOW).passkey
MADE = DEVICE.create(OURS.creation_options("staff-1", "x", [], NOW))
USED = DEVICE.get(OURS.request_options("staff-1", [], NOW))
ANYTHING = st.text(max_size=60) | st.binary(max_size=200).map(write)


def refused(act, *given):
    with pytest.raises(PasskeyRefused):
        act(*given)


@pytest.mark.promise("K4", "in part")
def test_a_good_answer_is_good_until_its_challenge_ends_and_for_its_account():
    assert OURS.asserted(USED, KNOWN, "staff-1", NOW + LIFETIME - timedelta(seconds=1)).passkey == KNOWN
    refused(OURS.asserted, USED, KNOWN, "staff-1", NOW + LIFETIME)
    refused(OURS.asserted, USED, KNOWN, "staff-2", NOW)
    refused(OURS.asserted, USED, KNOWN, None, NOW)
    refused(OURS.asserted, USED, None, "staff-1", NOW)
    refused(OURS.registered, MADE, "staff-2", NOW)
    other = Passkeys(b"o" * 32, RelyingParty.at("http://localhost:8000"))
    refused(other.asserted, USED, KNOWN, "staff-1", NOW)


@pytest.mark.promise("K4", "in part")
@given(part=st.sampled_from(sorted(USED)), value=ANYTHING)
def test_any_other_part_of_an_answer_is_refused(part, value):
    if value.rstrip("=") != USED[part]:
        refused(OURS.asserted, USED | {part: value}, KNOWN, "staff-1", NOW)


@pytest.mark.promise("K4", "in part")
@given(part=st.sampled_from(["client_data", "attestation"]), value=ANYTHING)
def test_any_other_part_of_a_new_passkey_is_refused(part, value):
    refused(OURS.registered, MADE | {part: value}, "staff-1", NOW)


@pytest.mark.promise("K4", "in part")
@given(place=st.integers(0, 2**16), bit=st.integers(0, 7), part=st.sampled_from(["authenticator_data", "signature"]))
def test_one_bit_off_is_refused(place, bit, part):
    raw = bytearray(read(USED[part]))
    raw[place % len(raw)] ^= 1 << bit
    refused(OURS.asserted, USED | {part: write(bytes(raw))}, KNOWN, "staff-1", NOW)


@given(prf=ANYTHING)
def test_what_prf_gives_is_32_bytes(prf):
    try:
        assert len(prf_key(prf, "id")) == 32
    except PasskeyRefused:
        assert len(prf.rstrip("=")) != 43 or not prf.isascii() or set(prf) & set(" +/")


def test_each_passkey_has_a_key_of_its_own_for_the_same_device():
    prf = write(bytes(range(32)))
    assert prf_key(prf, "one") != prf_key(prf, "other")


def test_a_counter_may_stand_still_at_nothing_only():
    counted = Known(KNOWN.credential_id, KNOWN.public_key, 1)
    refused(OURS.asserted, USED, counted, "staff-1", NOW)


def test_recovery_codes_are_80_bits_and_forgiving_and_of_one_account():
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    code = min(codes)
    assert len(code.replace("-", "")) == 16
    assert code_digest(code, "a") == code_digest(code.lower().replace("-", " "), "a") != code_digest(code, "b")
