"""N2: a relay that is killed between sending and marking is followed by one that sends again; the reader sees one."""

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from models import Outbox
from models.engine import reading, writing
from tests.promises.journey import LEAD
from tests.promises.processes import RELAY, environment, private_file, started
from tests.stand_ins.fcm import FcmStandIn
from tests.support.phone import homework
from tests.support.waiting import PATIENCE_S, eventually

LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)


class Holding(FcmStandIn):
    """Accepts a push, and answers only when `answering` is set."""

    def __init__(self, record_path):
        super().__init__(record_path)
        self.has_accepted, self.answering = threading.Event(), threading.Event()

    def answer(self, path, headers, body):
        answer = super().answer(path, headers, body)
        if path.endswith("messages:send"):
            self.has_accepted.set()
            if not self.answering.wait(PATIENCE_S):
                raise ConnectionAbortedError
        return answer


@pytest.fixture
def stand_in(tmp_path_factory):
    with Holding(tmp_path_factory.mktemp("google") / "posts.jsonl") as stand_in:
        yield stand_in
        stand_in.answering.set()


@pytest.fixture
def env(settings, relay_key, stand_in):
    """A relay's environment."""
    return environment(
        settings.var,
        settings.database_url,
        relay_key.public,
        JIANFU_RELAY_KEY_FILE=str(private_file(settings.var / "relay.key", relay_key.private)),
        JIANFU_FCM_CREDENTIALS=str(stand_in.credentials_path),
        JIANFU_FCM_URL=stand_in.url,
    )


def waiting(engine):
    with reading(engine) as db:
        return db.scalars(sa.select(Outbox)).all()


def put_back(engine, **times):
    """Let time pass: the relay's clock is the machine's, and nobody waits for it here."""
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Outbox).values(times))


@pytest.mark.slow
@pytest.mark.promise("N2")
def test_a_push_whose_relay_is_killed_arrives_again_in_the_place_of_the_first(phone, console, engine, env, stand_in):
    to = {"channel": "fcm", "locale": "zh-Hans", "fid": "the-only-phone"}
    filed = phone.file(homework(subscription=to))
    officer = console(LEAD)
    assert officer.move(officer.case_of(filed.json["reference"])["id"], 1, "accept").status_code == 200
    put_back(engine, due_at=LONG_AGO)
    engine.dispose()

    with started(RELAY, env) as relay:
        assert stand_in.has_accepted.wait(PATIENCE_S)
        relay.kill()
        assert relay.wait(30) == -9
    stand_in.answering.set()
    (left,) = waiting(engine)
    assert (left.attempts, left.lease_until is not None) == (1, True)
    assert len(stand_in.accepted()) == 1

    with started([*RELAY, "--once"], env) as early:
        assert early.wait(PATIENCE_S) == 0
    assert len(stand_in.accepted()) == 1  # the lease of the one that was killed still runs

    put_back(engine, lease_until=LONG_AGO)
    with started(RELAY, env):
        eventually(lambda: waiting(engine) == [])
    first, second = (post["message"] for post in stand_in.accepted())
    assert first == second
    assert first["android"]["collapse_key"] == first["android"]["notification"]["tag"] == "jianfu"
