"""The relay, which sends pushes. It has settings and a key of its own, and needs nothing of the application."""

from __future__ import annotations

from pathlib import Path

import click

from api.app import utc_now
from cli import OUT, Commands, keep, stop_on_signal
from models.engine import create_engine
from notifications.channels.configured import configured_channels
from notifications.relay import Relay
from security.secrets_file import new_secret
from security.wraps import public_of
from settings import BadSettings, RelaySettings

group = Commands("relay", help="The relay, which sends pushes.")


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
    log = settings.var / "push.jsonl"
    channels = configured_channels(fcm_credentials=settings.fcm_credentials, fcm_url=settings.fcm_url, log=log)
    relay = Relay(settings, engine=create_engine(settings.database_url), channels=channels, now=utc_now)
    if once:
        relay.run_once()
    else:
        relay.run(stop_on_signal(), (settings.var / "relay.alive").touch)
