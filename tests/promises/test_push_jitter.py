"""N7: a push tells nobody when an office acted: it waits for a while drawn by chance. About safety it does not wait."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from api import create_app
from models import Outbox
from models.engine import reading, writing
from notifications import outbox
from notifications.outbox import enqueue
from settings import BadSettings, Settings
from tests.notifications.rows import subscribe, to_fid
from tests.promises.journey import LEAD
from tests.support.phone import homework
from tests.support.secrets import installation

HALF_AN_HOUR = 1800
MANY = 40


@pytest.fixture
def app(app):
    """A service as it is outside the demo."""
    service = app.extensions["jianfu"]
    app.extensions["jianfu"] = replace(service, world=replace(service.world, push_jitter_s=HALF_AN_HOUR))
    return app


def fcm(number):
    return {"channel": "fcm", "locale": "en", "fid": f"fid-{number}"}


def waits_s(engine, now):
    """How long each push still waits, in seconds."""
    with reading(engine) as db:
        return [(due_at - now).total_seconds() for due_at in db.scalars(sa.select(Outbox.due_at))]


def accepted(phone, officer, count, **changes):
    """As many reports, each of them accepted at this moment."""
    for number in range(count):
        filed = phone.file(homework(subscription=fcm(number), **changes)).json
        assert officer.move(officer.case_of(filed["reference"])["id"], 1, "accept").status_code == 200


@pytest.mark.slow
@pytest.mark.promise("N7")
def test_pushes_are_drawn_over_half_an_hour_each_by_itself(engine, clock, relay_key):
    """Drawn for many reports at once, as those of one case are: 300 draws of 31 minutes leave out few."""
    rows = [subscribe(engine, relay_key, to_fid(f"fid-{number}")) for number in range(300)]
    clock.forward(17.25)
    with writing(engine) as db, db.begin():
        ids = [row.report_id for row in rows]
        assert enqueue(db, report_ids=ids, due_at=clock(), jitter_s=HALF_AN_HOUR) == 300
    waits = waits_s(engine, clock())
    assert -60 < min(waits) < 300
    assert 1500 < max(waits) <= HALF_AN_HOUR
    assert 20 <= len(set(waits)) <= 31
    with reading(engine) as db:
        moments = db.scalars(sa.select(Outbox.due_at)).all()
    assert {(moment.second, moment.microsecond) for moment in moments} == {(0, 0)}


@pytest.mark.promise("N7")
def test_an_officer_s_act_is_pushed_within_half_an_hour_and_not_at_once(phone, console, engine, clock, relay, stand_in):
    accepted(phone, console(LEAD), MANY)
    waits = waits_s(engine, clock())
    assert len(waits) == MANY
    assert max(waits) <= HALF_AN_HOUR
    assert sum(wait > 60 for wait in waits) > MANY / 2
    at_once = relay.run_once()
    assert at_once == sum(wait <= 0 for wait in waits) < MANY
    clock.forward(HALF_AN_HOUR)
    assert at_once + relay.run_once() == MANY == len(stand_in.accepted())


@pytest.mark.promise("N7")
def test_about_safety_nobody_waits(phone, console, engine, clock, relay):
    accepted(phone, console(LEAD), 5, safety=True)
    assert waits_s(engine, clock()) == [0] * 5
    assert relay.run_once() == 5


@pytest.mark.promise("N7")
def test_a_push_that_failed_comes_back_by_its_own_wait(engine, clock, relay_key):
    row = subscribe(engine, relay_key, to_fid("busy"))
    with writing(engine) as db, db.begin():
        enqueue(db, report_ids=[row.report_id], due_at=clock(), jitter_s=HALF_AN_HOUR)
    clock.forward(HALF_AN_HOUR)
    with writing(engine) as db, db.begin():
        (claimed,) = outbox.claim(db, now=clock(), limit=1)
        outbox.postpone(db, claimed, now=clock(), after_s=None)
    assert 60 <= waits_s(engine, clock())[0] <= 75


@pytest.mark.promise("N7")
def test_outside_the_demo_the_half_hour_is_what_nobody_has_to_ask_for(tmp_path):
    env = {"JIANFU_VAR": str(tmp_path), **installation(tmp_path)}
    assert Settings.from_env(env).push_jitter_s == HALF_AN_HOUR
    assert Settings.from_env(env | {"JIANFU_DEMO": "1"}).push_jitter_s == 0
    assert Settings.from_env(env | {"JIANFU_PUSH_JITTER_S": "60"}).push_jitter_s == 60
    assert Settings.from_env(env | {"JIANFU_PUSH_JITTER_S": "0"}).push_jitter_s == 0
    for nonsense in ("-1", "1801", "soon", "1.5", "1e3"):
        with pytest.raises(BadSettings, match="JIANFU_PUSH_JITTER_S"):
            Settings.from_env(env | {"JIANFU_PUSH_JITTER_S": nonsense})


@pytest.mark.promise("N7")
def test_the_application_waits_as_long_as_its_settings_say(settings, engine, clock, argon2_cost):
    from_settings = create_app(replace(settings, push_jitter_s=77), engine=engine, now=clock, argon2_cost=argon2_cost)
    assert from_settings.extensions["jianfu"].world.push_jitter_s == 77
