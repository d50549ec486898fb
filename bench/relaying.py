"""The relay, outbox and all, against `messaging.send_each` alone: same pushes, same stand-in, as many connections."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from firebase_admin import messaging

from bench.measures import Measure, in_turns
from bench.servers import databases
from models import Subscription
from models.engine import create_engine
from notifications.addresses import PushAddress
from notifications.channels.fcm import FcmChannel, _fcm_message
from notifications.messages import CODES, message_in
from notifications.relay import BATCH, Relay
from policy.words import load_words
from security.wraps import generate_key_pair
from tests.notifications.rows import Settings, push_to, subscribe
from tests.support.served import ROOT, free_port

AT_LEAST, AIM = 0.7, 2.5
LATENCY_MS, PUSHES, ROUNDS = 60, 500, 5


def relaying() -> list[Measure]:
    """Pushes per second over pushes per second."""
    with stand_in() as (credentials, url), databases("sqlite") as files, files.migrated() as database_url:
        engine, keys = create_engine(database_url), generate_key_pair()
        addresses = [PushAddress("fcm", "en", fid=f"fid-{number}") for number in range(PUSHES)]
        for number, address in enumerate(addresses):
            subscribe(engine, keys, address, place=f"{number}")
        with closing(FcmChannel(credentials, url)) as ours, closing(FcmChannel(credentials, url)) as bare:
            relay = relay_with_words(engine, keys, ours)
            relayed, plain = partial(relay_all, relay, engine), partial(send_all, bare, addresses)
            relayed()
            plain()
            fast, bare_fast, ratio = in_turns(relayed, plain, ROUNDS)
        engine.dispose()
    note = f"{fast:.0f}/s against {bare_fast:.0f}/s, {PUSHES} pushes a round"
    return [Measure("relay / bare send_each, 60 ms latency", ratio, AT_LEAST, AIM, note=note)]


@contextmanager
def stand_in() -> Iterator[tuple[Path, str]]:
    """FCM's stand-in, as a process of its own."""
    with TemporaryDirectory() as folder:
        record, port = Path(folder, "posts.jsonl"), free_port()
        options = ["--port", str(port), "--record", str(record), "--latency-ms", str(LATENCY_MS)]
        command = [sys.executable, "-m", "tests.stand_ins.fcm", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own stand-in
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            yield record.with_name(f"{record.name}.credentials.json"), url
        finally:
            process.terminate()
            process.wait(timeout=10)


def relay_with_words(engine: sa.Engine, keys: object, channel: FcmChannel) -> Relay:
    """A relay with the words of the policy."""
    channels = dict.fromkeys(("fcm", "fcm_topic"), channel)
    return Relay(Settings(keys), engine=engine, channels=channels, now=now)


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def relay_all(relay: Relay, engine: sa.Engine) -> float:
    """Put a push for every report into the outbox, then claim, send and mark until it is empty; pushes per second."""
    with engine.connect() as connection:
        subscriptions = connection.execute(sa.select(Subscription.report_id)).all()
    push_to(engine, now, *subscriptions)
    begun = time.perf_counter()
    sent = sum(iter(relay.run_once, 0))
    assert sent == PUSHES, sent
    return sent / (time.perf_counter() - begun)


def send_all(channel: FcmChannel, addresses: Sequence[PushAddress]) -> float:
    """The same messages by `send_each`, as many at a time as the relay has; pushes per second."""
    say: Callable[..., str] = load_words(CODES).say
    messages = [_fcm_message(address, message_in(address.locale, say)) for address in addresses]
    begun = time.perf_counter()
    channel._bearer.renew()  # noqa: SLF001 - the same access token as the relay's
    for first in range(0, len(messages), BATCH):
        answers = messaging.send_each(messages[first : first + BATCH], app=channel._app)  # noqa: SLF001 - as above
        assert answers.failure_count == 0, answers.responses[0].exception
    return len(messages) / (time.perf_counter() - begun)
