"""The server's secret."""

from __future__ import annotations

from pathlib import Path

from cli import OUT, Commands, keep
from security.secrets_file import new_secret

group = Commands("secret", help="The server's secret.")


@group.command("create")
@OUT
def create_server_secret(out: Path) -> None:
    """Make what JIANFU_SECRET_FILE must name."""
    keep(out, new_secret())
