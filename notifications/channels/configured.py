"""The channels of an installation, by the channel of a subscription."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifications.channels.fcm import FcmChannel
from notifications.channels.log import LogChannel
from notifications.channels.webpush import WebPushChannel
from notifications.delivery import Channel
from security.endpoints import Endpoints, SystemResolver

LOOK_UP_S, LOOK_UPS = 10.0, 100


@dataclass(frozen=True)
class ForWebPush:
    """What Web Push needs: the VAPID key, who we are to push services, and a stand-in that may take their place."""

    private_key: bytes
    subject: str
    stand_in: str | None
    now: Callable[[], datetime]


def configured_channels(
    *, fcm_credentials: Path | None, fcm_url: str, log: Path, web_push: ForWebPush | None = None
) -> Mapping[str, Channel]:
    """FCM where there is a credential for it, else its pushes are lines in `log`; Web Push where there is a key."""
    google = FcmChannel(fcm_credentials, fcm_url) if fcm_credentials else LogChannel(log)
    channels: dict[str, Channel] = dict.fromkeys(("fcm", "fcm_topic"), google)
    if web_push is not None:
        endpoints = Endpoints(SystemResolver(LOOK_UP_S, LOOK_UPS), web_push.stand_in)
        channels["webpush"] = WebPushChannel(
            private_key=web_push.private_key, subject=web_push.subject, endpoints=endpoints, now=web_push.now
        )
    return channels
