"""The audit log: is it what it was?"""

from __future__ import annotations

from pathlib import Path

import click

from cli import Commands, here, say_all, unit_of_work, write_down
from policy.audit import Act
from services.audit.checkpoints import FOLDER
from services.audit.verify import verify

group = Commands("audit", help="The log of what staff did.")


@group.command("verify")
@click.option("--copies", type=click.Path(path_type=Path), help="Folder of the copies, if it is another one.")
@click.option(
    "--public-key",
    "public_keys",
    multiple=True,
    help="What `flask audit key` printed, to check without the server's secret; of several, the latest first.",
)
def verify_log(*, copies: Path | None, public_keys: tuple[str, ...]) -> None:
    """Find rows that were changed, removed, put in or out of order, and a database that was set back.

    The rows of the last minute are under no signature yet. That somebody looked stands in the log.
    """
    service = here()
    keys = tuple(_read_key(text) for text in public_keys)
    with unit_of_work(service) as work:
        found = verify(work, copies or service.settings.var / FOLDER, keys)
        write_down(work, Act.AUDIT_VERIFY)
    gone = f" {found.pruned} older ones were deleted when their time was up." if found.pruned else ""
    say_all(service, found.faults, f"{found.covered} of {found.rows} rows are signed, and nothing is wrong.{gone}")
    if found.faults:
        raise SystemExit(1)


@group.command("key")
def print_key() -> None:
    """Print the public key that the checkpoints are signed with; keep it where the copies are."""
    click.echo(here().world.head_signer.public_key.hex())


def _read_key(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise click.BadParameter("64 hexadecimal digits are expected.") from None
