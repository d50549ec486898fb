import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security.passwords import (
    REAL_COST,
    Argon2Cost,
    PasswordRecord,
    check_password,
    decoy_record,
    generate_password,
    new_record,
)

FAST = Argon2Cost(memory_kib=8, passes=1, lanes=1)
ANY_TEXT = st.text(st.characters(), max_size=128)  # lone surrogates included: JSON can carry them


def test_passwords_are_80_random_bits_in_groups_of_four():
    passwords = {generate_password() for _ in range(500)}
    assert len(passwords) == 500
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", password) for password in passwords)


@given(ANY_TEXT)
def test_the_right_password_gives_the_key_it_made(password):
    record, kek = new_record(password, FAST)
    assert check_password(record, password) == kek
    assert len(kek) == 32


@given(ANY_TEXT)
def test_a_wrong_password_gives_nothing(password):
    record, _ = new_record(generate_password(), FAST)
    assert check_password(record, password) is None


def test_a_password_is_read_however_it_is_typed():
    record, kek = new_record("0A1B-2C3D-4E5F-6G7H", FAST)
    for typed in ("0a1b2c3d4e5f6g7h", "oAlB 2c3d 4e5f 6g7h", "OAIB-2C3D-4E5F-6G7H", " ０A1B–2C3D-4E5F-6G7H "):
        assert check_password(record, typed) == kek
    assert check_password(record, "0A1B-2C3D-4E5F-6G7J") is None


def test_two_accounts_with_one_password_share_nothing():
    (one, one_kek), (other, other_kek) = (new_record("7K3M-9QXD-7K3M-9QXD", FAST) for _ in range(2))
    assert one.salt != other.salt
    assert one.auth != other.auth
    assert one_kek != other_kek


@pytest.mark.promise("A2")
@given(ANY_TEXT)
def test_what_is_stored_is_not_the_key(password):
    record, kek = new_record(password, FAST)
    assert kek not in (record.auth, record.salt)
    assert kek.hex() not in repr(record)
    assert repr(record.auth) not in repr(record)
    assert repr(record.salt) not in repr(record)


@pytest.mark.promise("K4", "in part")
def test_a_password_past_128_characters_is_refused_before_it_is_hashed():
    unaffordable = PasswordRecord(b"s" * 16, b"a" * 32, Argon2Cost(memory_kib=2**31, passes=2**31).text)
    assert check_password(unaffordable, "x" * 129) is None
    with pytest.raises(ValueError, match="too long"):
        new_record("x" * 129, Argon2Cost(memory_kib=2**31))
    record, kek = new_record("x" * 128, FAST)
    assert check_password(record, "x" * 128) == kek


@given(ANY_TEXT)
@settings(max_examples=30)
def test_no_password_fits_a_decoy(password):
    assert check_password(decoy_record(FAST), password) is None


@pytest.mark.promise("A4", "in part")
@pytest.mark.parametrize("cost", [FAST, REAL_COST], ids=["fast", "real"])
def test_a_decoy_costs_what_a_real_account_costs(cost):
    decoy, (real, _) = decoy_record(cost), new_record(generate_password(), cost)
    assert decoy.parameters == real.parameters
    assert (len(decoy.salt), len(decoy.auth)) == (len(real.salt), len(real.auth))


def test_the_real_cost_is_64_mib_three_passes_one_lane():
    assert REAL_COST == Argon2Cost() == Argon2Cost(memory_kib=65536, passes=3, lanes=1)
    assert decoy_record().parameters == "argon2id$m=65536,t=3,p=1"


@given(st.integers(1, 2**32), st.integers(1, 2**32), st.integers(1, 255))
def test_stored_parameters_are_read_back(memory_kib, passes, lanes):
    cost = Argon2Cost(memory_kib, passes, lanes)
    assert Argon2Cost.parse(cost.text) == cost


@pytest.mark.parametrize(
    "text", ["", "argon2id", "argon2i$m=8,t=1,p=1", "argon2id$m=8,t=1", "argon2id$m=8,t=1,p=1,", "$"]
)
def test_unknown_parameters_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Argon2Cost.parse(text)


def test_a_password_stored_by_an_earlier_version_still_opens():
    record = PasswordRecord(
        salt=bytes(range(16)),
        auth=bytes.fromhex("9c9c4735f1623cb42a6d775ee70ce3da82ee5c3d89ec5912790d7e93d1b7dde6"),
        parameters="argon2id$m=64,t=2,p=1",
    )
    kek = check_password(record, "7K3M-9QXD-0000-1111")
    assert kek is not None
    assert kek.hex() == "e72eda57b664928743ba84d2189f91a3357dba28880329a9d4b261050e7aeef3"
