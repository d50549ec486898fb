"""Push addresses, sealed so that the relay alone can read them (DESIGN §4, §7 Subscription)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Final

from security.envelope import CannotOpen
from security.wraps import WrapFor, open_from, seal_to

ADDRESS_BYTES: Final = 2000
"""Every address is sealed at this length, whatever its channel. `sealed_address` is indexed, and PostgreSQL indexes no
value over 2,704 bytes: this is the largest size whose padded and sealed form still fits."""

TARGETS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"fcm": ("fid", "token"), "fcm_topic": ("topic",), "webpush": ("endpoint",)}
)
"""The fields a channel can be addressed by; an address has exactly one of them."""

KEYS: Final = frozenset({"p256dh", "auth"})

_TOPIC: Final = re.compile(r"[a-zA-Z0-9\-_.~%]+")  # FCM v1, `Message.topic`


class BadAddress(ValueError):
    """Not an address of a known channel, or too long to be sealed; never says which address."""


@dataclass(frozen=True)
class PushAddress:
    """Where one reporter's pushes go; exactly one target of its channel, else BadAddress. Its repr names no target.

    `fid` is a Firebase installation id, `token` an FCM registration token, `topic` an FCM topic. `endpoint` is what
    a browser's push service calls it, and comes with the browser's `keys`: `p256dh` and `auth`, base64url.
    """

    channel: str
    locale: str
    fid: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    topic: str | None = field(default=None, repr=False)
    endpoint: str | None = field(default=None, repr=False)
    keys: Mapping[str, str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        named = [name for name in ("fid", "token", "topic", "endpoint") if getattr(self, name) is not None]
        if len(named) != 1 or named[0] not in TARGETS.get(self.channel, ()) or not getattr(self, named[0]):
            raise BadAddress("an address has exactly one target of its channel")
        if self.topic is not None and not _TOPIC.fullmatch(self.topic):
            raise BadAddress("not a topic")
        if (self.endpoint is None) != (self.keys is None) or (self.keys is not None and self.keys.keys() != KEYS):
            raise BadAddress("an endpoint has its two keys")


def seal_address(relay_public_key: bytes, subscription_id: str, address: PushAddress) -> bytes:
    """`address` for the relay's eyes only, bound to its subscription; all are equally long. May be BadAddress."""
    fields = {name: value for name, value in asdict(address).items() if value is not None}
    with suppress(UnicodeEncodeError):
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        if len(text) <= ADDRESS_BYTES:
            return seal_to(relay_public_key, text.ljust(ADDRESS_BYTES), _bound_to(subscription_id))
    raise BadAddress("too long, or not text")


def open_address(relay_private_key: bytes, subscription_id: str, sealed: bytes) -> PushAddress:
    """What `seal_address` was given, or CannotOpen."""
    text = open_from(relay_private_key, sealed, _bound_to(subscription_id))
    with suppress(ValueError, TypeError):  # BadAddress and broken JSON are ValueErrors
        return PushAddress(**json.loads(text))
    raise CannotOpen


def _bound_to(subscription_id: str) -> WrapFor:
    return WrapFor(table="subscription", row_id=subscription_id, recipient_id="relay", key_version=1)
