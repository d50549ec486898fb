"""K4: whoever guesses pays for each try past a rate, and nobody is locked out by them."""

import pytest

from security.rate_limit import FORGOTTEN_AFTER_S
from tests.api.refusals import refused
from tests.support.phone import code_now, enrol

OFFICER = "officer-411102-education"
SESSION = "/api/v1/staff/session"
FREE = 20


def log_in(app, username, password, **more):
    body = {"username": username, "password": password, **more}
    return app.test_client().post(SESSION, json=body, headers={"Accept-Language": "en"})


def guess(app, username=OFFICER, times=FREE):
    for number in range(times):
        answer = log_in(app, username, f"0000-0000-0000-{number:04}")
        assert (answer.status_code, answer.json["code"]) == (401, "bad_credentials")


@pytest.mark.promise("K4")
def test_past_a_rate_each_try_costs_work_and_the_owner_still_gets_in(app, console, phone, clock, password):
    seed = enrol(console(OFFICER), password)
    guess(app)
    answer = log_in(app, OFFICER, password)
    assert (answer.status_code, answer.json["code"]) == (429, "work_needed")
    assert log_in(app, OFFICER.upper(), password).status_code == 429
    assert log_in(app, "0000", "0000", challenge=phone.challenge()).status_code == 401
    clock.forward(60)
    otp = code_now(app.test_client(), seed)
    assert log_in(app, OFFICER, password, otp=otp, challenge=phone.challenge()).status_code == 201


@pytest.mark.promise("K4", "in part")
def test_others_are_not_asked_for_work(app, installed, phone):
    guess(app)
    other = "officer-411103-education"
    assert log_in(app, other, installed.passwords[other]).status_code == 201


@pytest.mark.promise("K4", "in part")
def test_a_challenge_pays_for_one_try_only(app, phone, password):
    guess(app)
    paid = phone.challenge()
    assert log_in(app, OFFICER, "0000-0000-0000-0000", challenge=paid).status_code == 401
    for challenge, code in ((paid, "challenge_spent"), ("e30=", "challenge_malformed")):
        answer = log_in(app, OFFICER, password, challenge=challenge)
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code)


@pytest.mark.promise("A4", "in part")
def test_a_name_that_nobody_has_is_asked_for_work_just_the_same(app, installed):
    guess(app, "nobody-at-all")
    refused(
        app.test_client(),
        "POST",
        "/staff/session",
        429,
        "work_needed",
        json={"username": "nobody-at-all", "password": "x"},
    )


@pytest.mark.promise("A6", "in part")
def test_who_guessed_at_what_is_forgotten_although_nobody_guesses_again(app):
    guess(app, times=1)
    running = app.extensions["jianfu"]
    running.forget()
    assert running.log_ins.lately.kept() == 1
    monotonic = running.log_ins.lately._clock
    running.log_ins.lately._clock = lambda: monotonic() + FORGOTTEN_AFTER_S
    running.forget()
    assert running.log_ins.lately.kept() == 0
