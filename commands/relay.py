"""The relay, which sends pushes. It has settings and a key of its own, and needs nothing of the application."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from api.app import utc_now
from cli import OUT, Commands, keep, stop_on_signal
from logs import keep_quiet
from models.away import give_up_early
from models.engine import create_engine
from notifications.channels.configured import ForWebPush, configured_channels
from notifications.delivery import Channel
from notifications.relay import Relay
from security.secrets_file import new_secret
from security.wraps import public_of
from settings import BadSettings, RelaySettings

group = Commands("relay")


@group.command("key")
@OUT
def make_relay_key(out: Path) -> None:
    """Make the relay's key; print what JIANFU_RELAY_PUBLIC_KEY must be."""
    private_key = new_secret()
    keep(out, private_key)
    click.echo(public_of(private_key).hex())


@group.command("run")
@click.option("--once", is_flag=True, help="Send what is due and end.")
def run_relay(*, once: bool) -> None:
    """Send what is due."""
    try:
        settings = RelaySettings.from_env()
    except BadSettings as bad:
        raise click.ClickException(f"{bad}") from None
    engine = create_engine(settings.database_url)
    give_up_early(engine)
    relay = Relay(settings, engine=engine, channels=channels_of(settings), now=utc_now)
    if once:
        relay.run_once()
    else:
        keep_quiet(settings.log)
        relay.run(stop_on_signal(), (settings.var / "relay.alive").touch)


def channels_of(settings: RelaySettings) -> Mapping[str, Channel]:
    """What these settings can send through."""
    web_push = None
    if settings.vapid_private_key is not None:
        web_push = ForWebPush(
            settings.vapid_private_key, settings.vapid_subject, settings.web_push_stand_in, now=utc_now
        )
    return configured_channels(
        fcm_credentials=settings.fcm_credentials,
        fcm_url=settings.fcm_url,
        log=settings.var / "push.jsonl",
        web_push=web_push,
    )
