"""K4: six digits are not guessed by whoever has the password, and the owner is told that somebody has it."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from api.log_in_limits import LogInLimits
from models import Staff
from models.engine import reading, writing
from security.proof_of_work import solve
from services.people.wrong_codes import HARDEST, REMEMBERED
from tests.api.refusals import check_problem
from tests.support.phone import Console, code_now, enrol

OFFICER = "officer-411102-education"
SESSION = "/api/v1/staff/session"
FREE = 5


def log_in(app, password, otp=None, **more):
    body = {"username": OFFICER, "password": password, "otp": otp, **more}
    return app.test_client().post(SESSION, json=body, headers={"Accept-Language": "en"})


def effort_of(answer):
    check_problem(answer, 429, "work_needed", locale="en")
    return answer.json["challenge"]["parameters"].get("data", {"effort": 1})["effort"]


@pytest.fixture
def seed(strict, console, clock, password):
    """Of the officer's authenticator; its next code is a new one."""
    seed = enrol(console(OFFICER), password)
    clock.forward(60)
    return seed


def wrong(app, seed):
    """A code that is not good now."""
    return code_now(app.test_client(), seed, steps=-9)


def guess(app, seed, password, times):
    for _ in range(times):
        answer = log_in(app, password, wrong(app, seed))
        if answer.status_code == 429:
            answer = log_in(app, password, wrong(app, seed), challenge=solve(answer.json["challenge"]))
        check_problem(answer, 401, "bad_credentials", locale="en")


def forgetful(app):
    """As after a restart, or in another process."""
    app.extensions["jianfu"] = replace(app.extensions["jianfu"], log_ins=LogInLimits())


def stored(engine, **values):
    with writing(engine) as db:
        db.execute(sa.update(Staff).where(Staff.username == OFFICER).values(**values))
        db.commit()


@pytest.mark.promise("K4")
def test_each_wrong_code_after_the_right_password_makes_the_next_try_dearer(strict, seed, password, phone):
    guess(strict, seed, password, FREE)
    efforts = []
    for _ in range(4):
        forgetful(strict)
        efforts.append(effort_of(log_in(strict, password, wrong(strict, seed))))
        guess(strict, seed, password, 1)
    assert efforts == [1, 2, 3, 4]
    easy = phone.challenge()
    assert effort_of(log_in(strict, password, code_now(phone.client, seed), challenge=easy)) == 5, (
        "the code is not read"
    )


@pytest.mark.promise("K4")
def test_the_owner_gets_in_all_the_same_and_is_told(strict, seed, password, clock):
    guess(strict, seed, password, FREE + 3)
    since = clock.time.date().isoformat()
    code = code_now(strict.test_client(), seed)
    asked = log_in(strict, password, code)
    assert effort_of(asked) == 4
    entered = log_in(strict, password, code, challenge=solve(asked.json["challenge"]))
    assert (entered.status_code, entered.json["wrong_codes"], entered.json["wrong_codes_since"]) == (201, 8, since)
    headers = {"Authorization": f"Bearer {entered.json['token']}"}
    told = strict.test_client().get("/api/v1/staff/me", headers=headers).json
    assert (told["wrong_codes"], told["wrong_codes_since"]) == (8, since)


@pytest.mark.promise("K4", "in part")
def test_however_often_somebody_guessed_the_owner_waits_some_seconds_and_no_more(strict, seed, password, engine, clock):
    stored(engine, wrong_codes=10**6, wrong_codes_since=clock.time.date())
    assert effort_of(log_in(strict, password, wrong(strict, seed))) == HARDEST
    assert HARDEST * 350 * 0.0015 < 25, "seconds, at 1.5 ms a derivation"


@pytest.mark.promise("K4", "in part")
def test_without_the_password_nobody_makes_it_dearer_or_learns_that_it_is(strict, seed, password, engine):
    before = log_in(strict, "0000-0000-0000-0000", wrong(strict, seed))
    guess(strict, seed, password, FREE)
    after = log_in(strict, "0000-0000-0000-0000", wrong(strict, seed))
    assert (before.status_code, before.data) == (after.status_code, after.data)
    with reading(engine) as db:
        assert db.scalar(sa.select(Staff.wrong_codes).where(Staff.username == OFFICER)) == FREE


@pytest.mark.promise("K4", "in part")
def test_a_recovery_code_is_no_guess_and_costs_no_work(strict, seed, password, clock):
    body = {"password": password}
    officer = Console(strict.test_client(), OFFICER, password, otp=code_now(strict.test_client(), seed))
    codes = officer.post("/staff/me/recovery-codes", body).json["recovery_codes"]
    guess(strict, seed, password, FREE + 1)
    forgetful(strict)
    assert log_in(strict, password, recovery_code=codes[0]).status_code == 201


@pytest.mark.promise("K4", "in part")
def test_after_thirty_days_counting_begins_anew(strict, seed, password, clock):
    guess(strict, seed, password, FREE)
    clock.forward(REMEMBERED.total_seconds())
    forgetful(strict)
    assert effort_of(log_in(strict, password, wrong(strict, seed))) == 1
    clock.forward(86400)
    guess(strict, seed, password, 1)
    entered = log_in(strict, password, code_now(strict.test_client(), seed)).json
    assert (entered["wrong_codes"], entered["wrong_codes_since"]) == (1, clock.time.date().isoformat())


@pytest.mark.promise("K4", "in part")
def test_a_new_password_makes_an_end_of_it(strict, seed, password, console, installed):
    guess(strict, seed, password, FREE)
    administrator = console("administrator")
    enrol(administrator, installed.passwords["administrator"])
    staff = administrator.get("/staff").json["items"]
    [officer] = [one for one in staff if one["username"] == OFFICER]
    renewed = administrator.post(f"/staff/{officer['id']}/password", None).json["password"]
    forgetful(strict)
    entered = log_in(strict, renewed).json
    assert (entered["wrong_codes"], entered["wrong_codes_since"]) == (0, None)
