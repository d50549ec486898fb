"""K4: who opens keys at the terminal needs the second factor as well, and its code is spent."""

import pytest

from security.totp import code_at, step_at
from services.people.key_reach import staff_holder
from services.refusals import BadCredentials, OtpNeeded
from tests.services.town import SUPERVISOR, town
from tests.support.passkeys import add_passkey
from tests.support.phone import enrol

__all__ = ["town"]


@pytest.fixture
def seed(town):
    seed = enrol(town.console(SUPERVISOR), town.installed.passwords[SUPERVISOR])
    town.clock.forward(60)
    return seed


def opens(town, otp):
    ask = None if otp is None else lambda: otp
    return town.does(staff_holder, SUPERVISOR, town.installed.passwords[SUPERVISOR], ask).id


@pytest.mark.promise("K4", "in part")
def test_a_grantor_with_a_second_factor_gives_a_code_that_is_good_once(town, seed):
    code = code_at(seed, step_at(town.clock()))
    with pytest.raises(OtpNeeded):
        opens(town, None)
    for wrong in ("000000" if code != "000000" else "111111", "x", "1" * 300):
        with pytest.raises(BadCredentials):
            opens(town, wrong)
    with pytest.raises(OtpNeeded):
        opens(town, "")
    assert opens(town, code) == town.staff_id(SUPERVISOR)
    with pytest.raises(BadCredentials):
        opens(town, code)


@pytest.mark.promise("K4", "in part")
def test_a_wrong_password_is_told_before_any_code_is_asked_for(town, seed):
    asked = []
    with pytest.raises(BadCredentials):
        town.does(staff_holder, SUPERVISOR, "wrong", lambda: asked.append(1) or "000000")
    assert asked == []


def test_without_a_second_factor_nobody_is_asked(town):
    asked = []
    password = town.installed.passwords[SUPERVISOR]
    assert town.does(staff_holder, SUPERVISOR, password, lambda: asked.append(1) or "000000")
    assert asked == []


@pytest.mark.promise("K4", "in part")
def test_a_code_is_not_good_again_after_the_clock_was_set_back(town, seed):
    code = code_at(seed, step_at(town.clock()))
    assert opens(town, code)
    town.clock.forward(-3600)
    old = code_at(seed, step_at(town.clock()))
    for again in (code, old):
        with pytest.raises(BadCredentials):
            opens(town, again)
    town.clock.forward(3660)
    assert opens(town, code_at(seed, step_at(town.clock())))


@pytest.mark.promise("K4", "in part")
def test_a_grantor_with_a_passkey_only_gives_a_recovery_code_for_no_passkey_works_at_a_terminal(town):
    supervisor, password = town.console(SUPERVISOR), town.installed.passwords[SUPERVISOR]
    assert add_passkey(supervisor, password)[1].status_code == 201
    [code, *_] = supervisor.post("/staff/me/recovery-codes", {"password": password}).json["recovery_codes"]
    for nothing in (None, ""):
        with pytest.raises(OtpNeeded):
            opens(town, nothing)
    with pytest.raises(BadCredentials):
        opens(town, "000000")
    assert opens(town, code) == town.staff_id(SUPERVISOR)
    with pytest.raises(BadCredentials):
        opens(town, code)
