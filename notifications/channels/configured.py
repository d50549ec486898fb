"""The channels of an installation, by the channel of a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from notifications.addresses import TARGETS
from notifications.channels.fcm import FcmChannel
from notifications.channels.log import LogChannel
from notifications.delivery import Channel


def configured_channels(*, fcm_credentials: Path | None, fcm_url: str, log: Path) -> Mapping[str, Channel]:
    """FCM where there is a credential for it; else every push is a line in `log`."""
    channel = FcmChannel(fcm_credentials, fcm_url) if fcm_credentials else LogChannel(log)
    return dict.fromkeys(TARGETS, channel)
