"""The relay: takes due pushes from the outbox and sends them. The only process that holds the relay's private key."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Event
from typing import Final, Protocol, assert_never

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.away import is_away, kind_of
from models.engine import writing
from notifications import outbox
from notifications.addresses import PushAddress, open_address
from notifications.delivery import Channel, Misconfigured, Push, Refused, Result, RetryLater, Sent, Unregistered
from notifications.messages import CODES, Say, message_in
from notifications.outbox import Claimed
from policy.words import load_words
from security.envelope import CannotOpen

BATCH: Final = 100
IDLE_S: Final = 1.0

_LOG: Final = logging.getLogger(__name__)


class RelaySettings(Protocol):
    """What the relay needs to know of its settings: the X25519 private key, 32 bytes."""

    @property
    def relay_private_key(self) -> bytes: ...


class Relay:
    """Sends what is due, at least once. Any number of relays may work on one database.

    `channels` maps a subscription's channel to what delivers it; `say` is read from the policy data when absent.
    No transaction is open while a push is under way.
    """

    def __init__(
        self,
        settings: RelaySettings,
        *,
        engine: sa.Engine,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        say: Say | None = None,
    ) -> None:
        self._private_key = settings.relay_private_key
        self._engine = engine
        self._channels = channels
        self._now = now
        self._say = say or load_words(CODES).say

    def run(self, stop: Event, heartbeat: Callable[[], None]) -> None:
        """Work until `stop` is set; `heartbeat` after each round. Waits for a database that is away, and for room."""
        while not stop.is_set():
            try:
                claimed = self.run_once()
                heartbeat()
            except sa.exc.SQLAlchemyError as error:
                if not is_away(error):
                    raise
                _LOG.error("the relay cannot reach the database: %(error)s", {"error": kind_of(error)})
                claimed = 0
            except OSError as error:
                _LOG.error("the relay cannot write: %(error)s", {"error": kind_of(error)})
                claimed = 0
            if claimed < BATCH:
                stop.wait(IDLE_S)

    def run_once(self) -> int:
        """Claim, send, mark; how many pushes were tried."""
        with writing(self._engine) as db, db.begin():
            claimed = outbox.claim(db, now=self._now(), limit=BATCH)
        if claimed:
            results = self._delivered(claimed)
            with writing(self._engine) as db, db.begin():
                for row in claimed:
                    _mark(db, row, results[row.id], now=self._now())
            _raise_alarms(results.values())
        return len(claimed)

    def _delivered(self, claimed: list[Claimed]) -> dict[str, Result]:
        """The result of each row by its id."""
        results: dict[str, Result] = {}
        by_channel: dict[str, list[tuple[str, PushAddress]]] = defaultdict(list)
        for row in claimed:
            try:
                address = open_address(self._private_key, row.subscription_id, row.sealed_address)
            except CannotOpen:
                results[row.id] = Misconfigured("address_does_not_open")
            else:
                by_channel[address.channel].append((row.id, address))
        for name, addressed in by_channel.items():
            results.update(self._through(name, addressed))
        return results

    def _through(self, name: str, addressed: list[tuple[str, PushAddress]]) -> dict[str, Result]:
        channel = self._channels.get(name)
        if channel is None:
            return {row_id: Misconfigured("channel_not_configured") for row_id, _ in addressed}
        pushes = [Push(address, message_in(address.locale, self._say)) for _, address in addressed]
        ids = [row_id for row_id, _ in addressed]
        return dict(zip(ids, channel.deliver(pushes), strict=True))


def _mark(db: Session, row: Claimed, result: Result, *, now: datetime) -> None:
    match result:
        case Sent():
            outbox.finish(db, row)
        case Unregistered():
            outbox.forget(db, row.sealed_address)
        case RetryLater(after_s=after_s):
            outbox.postpone(db, row, now=now, after_s=after_s)
        case Misconfigured():
            outbox.keep(db, row, now=now)
        case Refused():
            outbox.give_up(db, row, now=now)
        case _:
            assert_never(result)


def _raise_alarms(results: Iterable[Result]) -> None:
    """One line for each kind of trouble that needs an operator; it names no address."""
    trouble = (result for result in results if isinstance(result, Misconfigured | Refused | RetryLater))
    alarms = Counter(result.alarm for result in trouble if result.alarm is not None)
    for alarm, count in alarms.items():
        _LOG.error("push alarm %(alarm)s: %(count)d", {"alarm": alarm, "count": count})
