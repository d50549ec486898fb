"""Backups, and the ledger of deletions that lies beside them."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import click

from api.service import Service
from cli import OUT, Commands, here, unit_of_work, write_down
from models.schema import migrate
from policy.audit import Act
from processes import having
from security.backups import BadKey, encrypt, new_identity, read_recipient
from services.backups.making import Progress, backup_frames
from services.backups.restoring import Restored, restore
from services.figures.told import TOLD, ToldWeek, file_of, oldest_kept, read_week, weeks_to_keep, written_week
from services.ledger import LEDGER, Ledger, forgets, name_aside, read_ledger, written_ledger
from services.refusals import BackupRefused

FILE = click.Path(path_type=Path, dir_okay=False)
THERE = click.Path(path_type=Path, dir_okay=False, exists=True)
NO_LEDGER = (
    "There is no ledger of deletions (--ledger). What reporters took back since the backup was made would come back; "
    "only if every copy of it is lost, say --without-ledger."
)
RUNNING = "The service runs in {var}; stop it before, or set JIANFU_VAR."
log = logging.getLogger("jianfu.backup")
group = Commands("backup", help="Backups, encrypted to a key that is kept offline.")


@group.command("key")
@OUT
def make_key(out: Path) -> None:
    """Make the key that opens backups, to be kept offline; print the recipient that they are encrypted to."""
    identity, recipient = new_identity()
    with _new_file(out) as file:
        file.write(f"# recipient: {recipient}\n{identity}\n".encode())
    click.echo(recipient)


@group.command("create")
@click.option("--to", "target", required=True, type=FILE, help="File to write, mode 600; never over another one.")
@click.option("--recipient", required=True, help="age1…, or a file that has it (flask backup key prints it).")
def create_backup(target: Path, recipient: str) -> None:
    """Back up the database and the files of one moment, while the service runs, and write the ledger beside it."""
    service = here()
    with suppress(OSError):
        recipient = Path(recipient).read_text(encoding="utf-8")
    with unit_of_work(service) as work:
        write_down(work, Act.BACKUP_CREATE)  # before anything leaves
    with unit_of_work(service) as work, _new_file(target) as file, _bar("backup") as progress:
        try:
            encrypt(backup_frames(work, progress), file, read_recipient(recipient))
        except BadKey:
            raise BackupRefused("backup_bad_key") from None
    keep_ledger(service, target.parent / LEDGER)
    keep_told(service, target.parent / TOLD)


@group.command("restore")
@click.option("--from", "source", required=True, type=THERE, help="The backup.")
@click.option("--identity", required=True, type=THERE, help="The key that opens it.")
@click.option("--ledger", type=THERE, help="The newest ledger of deletions; by default the one in JIANFU_VAR.")
@click.option("--without-ledger", is_flag=True, help="Every copy of the ledger is lost: deleted reports may come back.")
def restore_backup(source: Path, identity: Path, ledger: Path | None, *, without_ledger: bool) -> None:
    """Restore a backup into an empty database, and destroy again what was deleted since it was made."""
    service = here()
    ledger = ledger or service.settings.var / LEDGER
    if not ledger.exists() and not without_ledger:
        raise click.ClickException(NO_LEDGER)
    with having(service.settings.var, alone=True) as has_it:
        if not has_it:
            raise click.ClickException(RUNNING.format(var=service.settings.var))
        migrate(service.world.engine)
        with unit_of_work(service) as work, source.open("rb") as file, _bar("restore") as progress:
            read = None if without_ledger else _read(ledger)
            told = () if without_ledger else _read_weeks(ledger.parent / TOLD)
            restored = restore(work, file, identity.read_text(encoding="utf-8"), read, progress, told=told)
            write_down(work, Act.BACKUP_RESTORE)
    _say(restored, read)


@group.command("ledger")
@click.option("--to", "target", required=True, type=FILE, help="File to write.")
def write_ledger(target: Path) -> None:
    """Write the ledger of deletions, to be kept beside the backups, and the weeks that were told; the newest counts."""
    keep_ledger(here(), target)
    keep_told(here(), target.parent / TOLD)


def keep_ledger(service: Service, target: Path) -> None:
    """Write the ledger, unless it is there as it is; whole or not at all.

    One that knows of more deletions than the database is put aside: whoever restores that database needs it.
    """
    with unit_of_work(service) as work:
        ledger = written_ledger(work)
    before = target.read_bytes() if target.exists() else None
    if before == ledger:
        return
    if before is not None and forgets(before, ledger):
        target.rename(target.with_name(name_aside(target.name, before)))
        log.error("the ledger was put aside for it has deletions that the database does not know of")
    _write(target, ledger)


def keep_told(service: Service, folder: Path) -> None:
    """Write the weeks that everybody was told, each once; those that every backup has by now are taken out."""
    there = {file.name for file in folder.glob("*.json")}
    with unit_of_work(service) as work:
        weeks = {file_of(week): week for week in weeks_to_keep(work)}
        for name in sorted(weeks.keys() - there):
            folder.mkdir(mode=0o700, exist_ok=True)
            _write(folder / name, written_week(work, weeks[name]))
        oldest = file_of(oldest_kept(work))
    for name in there:
        if name < oldest:
            (folder / name).unlink(missing_ok=True)


def _write(target: Path, content: bytes) -> None:
    unfinished = target.with_name(f"{target.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(target)


def _read(ledger: Path) -> Ledger:
    return read_ledger(ledger.read_bytes())


def _read_weeks(folder: Path) -> list[ToldWeek]:
    return [read_week(file.read_bytes()) for file in sorted(folder.glob("*.json"))]


def _say(restored: Restored, ledger: Ledger | None) -> None:
    again = restored.destroyed
    click.echo(f"Restored the backup of {restored.made_on}: {restored.rows} rows, {restored.files} files.")
    if ledger is not None:
        told = f"{again.reports} reports and {again.files} files were deleted again"
        click.echo(f"By the ledger of {ledger.made_on}, {told}.")
        click.echo(f"{again.accounts} accounts and {again.factors} passkeys and recovery codes were ended again.")
        click.echo(f"{restored.weeks} weeks that everybody was told since stay as they were told.")
    click.echo("Everybody logs in anew; reporters who want pushes turn them on again.")


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there whole or not at all, and never over another one."""
    unfinished = path.with_name(f"{path.name}.new")
    if path.exists() or unfinished.exists():
        raise click.ClickException(f"{path} exists; nothing is overwritten.")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """A progress bar on the error stream."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
