"""O4: a clock that leaps, ahead or back, by an hour or a year, harms nobody for longer than it is wrong.

Backwards and forwards by less than a day: also tests/services/test_interrupted.py and test_clock_set_back.py.
"""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Case, Outbox, StaffSession
from models.engine import reading, writing
from notifications import outbox
from security.totp import code_at, step_at
from services.audit.checkpoints import newest, sign_checkpoint, write_copies
from services.audit.verify import verify
from services.filing.releasing import release
from services.housekeeping import forget_ended_sessions, forget_spent_challenges
from services.schedule import JOBS
from services.work import Work
from tests.promises.journey import LEAD
from tests.support.phone import Console, enrol, homework

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
LONG_AGO = [{"date": "2025-03-10", "minutes": 150}]
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}


@pytest.fixture
def does(app, engine, clock):
    """A job of the scheduler, until it has nothing left to do; how much it did."""

    def do(job):
        total, done = 0, 1
        while done:
            with writing(engine) as db:
                done = job(Work(app.extensions["jianfu"].world, db, clock()))
                db.commit()
            total += done
        return total

    return do


@pytest.fixture
def leaps(clock):
    """The clock is moved while the block runs."""

    class Leap:
        def __init__(self, by):
            self.by = by

        def __enter__(self):
            clock.time += self.by

        def __exit__(self, *_):
            clock.time -= self.by

    return Leap


@pytest.mark.promise("O4")
@pytest.mark.promise("K5", "in part")
@pytest.mark.parametrize("ahead", [2 * HOUR, DAY, YEAR])
def test_a_session_of_a_clock_that_was_ahead_is_over_when_it_is_right(ahead, console, leaps, does, engine):
    """Nobody waits a year for its twelve hours; by an hour it may be longer (test_interrupted)."""
    with leaps(ahead):
        officer = console(LEAD)
        assert officer.get("/staff/me").status_code == 200
    assert officer.get("/staff/me").status_code == 401
    assert does(forget_ended_sessions) == 1
    with reading(engine) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0
    assert console(LEAD).get("/staff/me").status_code == 200


@pytest.mark.promise("O4")
@pytest.mark.promise("K5", "in part")
def test_no_session_outlives_its_twelve_hours_by_more_than_an_hour_however_the_clock_is_moved(console, clock):
    """In use all the time, on a clock that goes ten minutes and is set back by an hour now and then."""
    officer, passed = console(LEAD), timedelta()
    while officer.get("/staff/me").status_code == 200:
        step = timedelta(minutes=10)
        passed += step
        clock.time += step
        if passed == 3 * HOUR:
            clock.time -= HOUR
    assert 12 * HOUR <= passed <= 13 * HOUR


@pytest.mark.promise("O4")
@pytest.mark.parametrize("ahead", [2 * HOUR, DAY, YEAR])
def test_proof_of_work_is_for_ten_minutes_of_the_right_clock_and_a_new_one_is_good(ahead, phone, leaps, does):
    with leaps(ahead):
        stale = phone.challenge()
        does(forget_spent_challenges)
    refused = phone.file(homework(), challenge=stale)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "challenge_expired")
    assert phone.file(homework()).status_code == 201
    with leaps(-HOUR):
        assert phone.file(homework()).status_code == 201


@pytest.mark.promise("O4")
def test_one_time_codes_are_good_again_as_soon_as_the_clock_is_right(phone, installed, leaps, clock):
    """While the server's clock is wrong the codes of a phone, whose clock is right, are not."""
    password = installed.passwords[LEAD]
    console = Console(phone.client, LEAD, password)
    seed = enrol(console, password)
    clock.time += timedelta(minutes=1)
    code = code_at(seed, step_at(clock()))
    body = {"username": LEAD, "password": password, "otp": code}
    with leaps(YEAR):
        assert phone.client.post("/api/v1/staff/session", json=body).status_code == 401
    assert phone.client.post("/api/v1/staff/session", json=body).status_code == 201


@pytest.fixture
def hourly(app):
    """Offices see at full hours what reporters cause."""
    service = app.extensions["jianfu"]
    app.extensions["jianfu"] = replace(service, world=replace(service.world, released_hourly=True))
    return app


@pytest.mark.promise("O4")
@pytest.mark.parametrize("by", [-YEAR, -HOUR, DAY, YEAR])
def test_the_hourly_release_goes_on_before_during_and_after_a_leap(by, hourly, phone, console, does, leaps, clock):
    does(release)  # the first time, the hour that has begun is over already
    for number, leap in enumerate((timedelta(), by, timedelta())):
        reference = phone.file(homework(text=f"第{number}件事。")).json["reference"]
        with leaps(leap):
            clock.time += HOUR
            does(release)
            clock.time -= HOUR
        clock.time += HOUR
        does(release)
        officer = console(LEAD)
        seen = [each for item in officer.get("/cases", limit=100).json["items"] for each in item["references"]]
        assert reference in seen


@pytest.mark.promise("O4")
@pytest.mark.promise("D1", "in part")
@pytest.mark.parametrize("by", [-YEAR, -HOUR, DAY, YEAR])
def test_no_deadline_is_ever_earlier_than_it_was_told(by, phone, does, leaps):
    filed = phone.file(homework()).json
    with leaps(by):
        late = phone.file(homework(text="另一件事。", answers={"written_minutes": LONG_AGO})).json
        for job in JOBS:
            does(job)
    for job in JOBS:
        does(job)
    for told in (filed, late):
        assert phone.mine(told["receipt"]).json["due_on"] >= told["due_on"]


@pytest.mark.promise("O4")
def test_beyond_the_calendar_deadlines_are_provisional_and_settled_when_the_clock_is_right(phone, does, leaps):
    with leaps(3 * YEAR):
        filed = phone.file(homework()).json
        assert filed["due_is_provisional"]
        for job in JOBS:
            does(job)
    assert not phone.file(homework(text="另一件事。")).json["due_is_provisional"]
    assert phone.mine(filed["receipt"]).json["due_on"] >= filed["due_on"]


@pytest.fixture
def pushing(engine, clock):
    """What a relay does: claim, send, mark; the addresses that it sent to. It may die before it marks."""

    def push(*, dies=False):
        with writing(engine) as db, db.begin():
            claimed = outbox.claim(db, now=clock(), limit=100)
        if not dies:
            with writing(engine) as db, db.begin():
                for row in claimed:
                    outbox.finish(db, row)
        return len(claimed)

    return push


@pytest.fixture
def acted(phone, console, engine):
    """An office acts, and one push is due."""
    filed = phone.file(homework(subscription=FID)).json

    def act():
        officer = console(LEAD)
        with reading(engine) as db:
            case = db.scalars(sa.select(Case)).one()
        event = {"submitted": "accept", "accepted": "investigate"}[case.status]
        assert officer.move(case.id, case.version, event).status_code == 200
        return filed

    return act


def waiting(engine):
    with reading(engine) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Outbox))


@pytest.mark.promise("O4")
@pytest.mark.parametrize("by", [-YEAR, -HOUR, DAY, YEAR])
def test_a_push_is_sent_once_before_during_and_after_a_leap(by, acted, pushing, leaps, engine):
    acted()
    with leaps(by):
        sent = pushing()
    sent += pushing()
    assert (sent, pushing(), waiting(engine)) == (1, 0, 0)


@pytest.mark.promise("O4")
def test_a_push_that_a_clock_ahead_has_put_off_does_not_wait_for_that_time(acted, pushing, leaps, clock, engine):
    """Neither what became due then, nor what a relay had claimed that died."""
    with leaps(YEAR):
        acted()
    assert pushing() == 1
    acted()
    with leaps(YEAR):
        assert pushing(dies=True) == 1
    assert pushing() == 1
    assert waiting(engine) == 0


@pytest.mark.promise("O4")
@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("by", [-YEAR, -2 * HOUR, 2 * HOUR, DAY, YEAR])
def test_the_audit_log_is_signed_and_verified_before_during_and_after_a_leap(
    by, app, engine, console, does, leaps, clock, tmp_path
):
    """Signing goes on at once, and finds every row."""
    for leap in (timedelta(), by, timedelta(), timedelta()):
        with leaps(leap):
            clock.time += timedelta(seconds=61)
            console(LEAD)
            assert does(sign_checkpoint) > 0
            does(lambda work: 0 * write_copies(work, tmp_path))
    with reading(engine) as db:
        work = Work(app.extensions["jianfu"].world, db, clock())
        verified = verify(work, tmp_path)
        assert verified.faults == ()
        assert verified.rows == verified.covered == newest(db).size == 4


@pytest.mark.promise("O4")
def test_a_report_can_be_sent_again_on_whatever_clock(phone, leaps):
    """The key is good as long as the report is."""
    key, challenge, body = uuid.uuid4(), phone.challenge(), homework()
    filed = phone.file(body, key=key, challenge=challenge)
    assert filed.status_code == 201
    for by in (-YEAR, -HOUR, DAY, YEAR):
        with leaps(by):
            again = phone.file(body, key=key, challenge=challenge)
            assert (again.status_code, again.json["receipt"]) == (201, filed.json["receipt"])
