"""K4: one-time codes are those of RFC 6238, and good for a minute and a half at most."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.totp import code_at, matching_step, new_seed, otpauth_uri, step_at

SEED = b"12345678901234567890"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)


@pytest.mark.promise("K4", "in part")
@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(second, code):
    now = datetime.fromtimestamp(second, UTC)
    assert code_at(SEED, step_at(now)) == code
    assert matching_step(SEED, code, now) == second // 30


@pytest.mark.promise("K4", "in part")
def test_a_code_is_taken_one_step_late_and_no_further():
    step = step_at(NOW)
    taken = [shift for shift in range(-5, 6) if matching_step(SEED, code_at(SEED, step + shift), NOW) == step + shift]
    assert taken == [-1, 0], "two codes of a million are good at once"


def test_spaces_do_not_matter_and_everything_else_does():
    code = code_at(SEED, step_at(NOW))
    assert matching_step(SEED, f" {code[:3]} {code[3:]}\n", NOW) == step_at(NOW)
    for wrong in ("", code[:5], code + "0", "-" + code, chr(ord(code[0]) + 0xFEE0) + code[1:]):
        assert matching_step(SEED, wrong, NOW) is None


@given(st.text(max_size=20))
def test_no_text_breaks_the_check(typed):
    codes = {code_at(SEED, step_at(NOW) + shift) for shift in (-1, 0)}
    assert (matching_step(SEED, typed, NOW) is not None) == ("".join(typed.split()) in codes)


def test_seeds_differ_and_the_uri_names_account_and_service():
    assert len(new_seed()) == 20
    assert new_seed() != new_seed()
    uri = otpauth_uri(SEED, "officer-1")
    assert uri.startswith("otpauth://totp/Jianfu:officer-1?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in uri


def test_another_clock_gives_another_code():
    assert code_at(SEED, step_at(NOW)) != code_at(SEED, step_at(NOW + timedelta(minutes=5)))
