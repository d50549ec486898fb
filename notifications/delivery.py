"""What the relay hands to a channel, and the closed set of what can come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from notifications.addresses import PushAddress
from notifications.messages import PushMessage


@dataclass(frozen=True)
class Push:
    """One message for one address."""

    address: PushAddress
    message: PushMessage


@dataclass(frozen=True)
class Sent:
    """The push service has it."""


@dataclass(frozen=True)
class Unregistered:
    """The address is gone for good; forget it."""


@dataclass(frozen=True)
class RetryLater:
    """The push service is busy or out of reach; it may have asked for `after_s` seconds of peace.

    `alarm`, where it is not as it should be, as in Misconfigured.
    """

    after_s: float | None = None
    alarm: str | None = None


@dataclass(frozen=True)
class Misconfigured:
    """We are at fault: credential, project or message. An operator must look; no push is lost by it.

    `alarm` is a short code that names no address.
    """

    alarm: str


@dataclass(frozen=True)
class Refused:
    """The push service will never take a message for this address. `alarm` as in Misconfigured."""

    alarm: str


Result = Sent | Unregistered | RetryLater | Misconfigured | Refused


class Channel(Protocol):
    """A way to deliver pushes."""

    def deliver(self, pushes: Sequence[Push]) -> Sequence[Result]:
        """One result per push, in order; takes less than `outbox.LEASE_S` seconds and raises nothing."""
