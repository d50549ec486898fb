"""The server's secret, and the key by which push services know it."""

from __future__ import annotations

from pathlib import Path

import click

from cli import OUT, Commands, here, keep
from security.secrets_file import new_secret
from security.web_push import new_vapid_key, vapid_public_of, write_base64url

group = Commands("secret", help="The server's secret, and its VAPID key.")


@group.command("create")
@OUT
def create_server_secret(out: Path) -> None:
    """Make what JIANFU_SECRET_FILE must name."""
    keep(out, new_secret())


@group.command("acknowledgement")
def show_acknowledgement_key() -> None:
    """Print the public key that proofs of filing are signed with; JIANFU_FORMER_ACKNOWLEDGEMENT_KEYS takes it later."""
    click.echo(here().world.signer.public_key.hex())


@group.command("vapid")
@OUT
def create_vapid_key(out: Path) -> None:
    """Make what JIANFU_VAPID_KEY_FILE must name (Web Push); print what JIANFU_VAPID_PUBLIC_KEY must be."""
    private_key = new_vapid_key()
    keep(out, private_key)
    click.echo(write_base64url(vapid_public_of(private_key)))
