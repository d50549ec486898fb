"""The ground the commands stand on: the service at hand, one transaction, and what is said when something is wrong.

`flask --app wsgi COMMAND` runs them (package `commands`) with the application at hand; those that make keys, and the
relay, which has settings of its own, do without it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session

from api.app import WHY_NOT
from api.service import Service
from models.away import is_away, is_full, kind_of
from models.engine import writing
from policy.audit import Act
from policy.vocabulary import Reason
from policy.words import EN
from security.secrets_file import create_secret
from services.audit.record import Done, record
from services.refusals import Refusal
from services.work import Work

OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write, mode 600.")
WHAT_NOW = {
    "bad_office": "`flask office list` shows the offices there are.",
    "bad_superior": "`flask office list` shows the offices there are.",
    "not_found": "`flask staff list` shows the accounts there are.",
    "username_taken": "`flask staff list` shows the accounts in use.",
    "key_not_held": "Name somebody else by --grantor, or give --recovery-key.",
}
"""What to do about a refusal, where a command can tell."""

TERMINAL = "(flask)"
"""Who did it, in the audit log: no account can be called so."""

NO_DATABASE = (
    "The database cannot be used ({what}). Is it running, and has `flask --app wsgi database migrate` been done?"
)
NO_ROOM = "The disk is full; what was not finished is not kept. Make room, and say it again."


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """A database that cannot be used, and a full disk, end a command; nobody wants to read where in our code."""
    try:
        yield
    except SQLAlchemyError as error:
        if not is_away(error) and not isinstance(error, ProgrammingError):
            raise
        raise click.ClickException(NO_DATABASE.format(what=kind_of(error))) from None
    except OSError as error:
        if not is_full(error):
            raise
        raise click.ClickException(NO_ROOM) from None


class Commands(AppGroup):
    """A group of commands; a database that is away or not migrated is said in a sentence, not traced."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with in_a_sentence():
            return super().invoke(ctx)


class Later(Commands):
    """A group of commands whose module is imported when one of them is asked for: it needs what others do without."""

    def __init__(self, name: str, module: str, help: str) -> None:  # noqa: A002 - click calls it so
        super().__init__(name, help=help)
        self._module = module

    @cached_property
    def _group(self) -> click.Group:
        group: click.Group = import_module(self._module).group
        return group

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return self._group.list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one of this name."""
        return self._group.get_command(ctx, cmd_name)


def here() -> Service:
    """The service of the application; where there is none, the command ends and names the setting."""
    if "jianfu" not in current_app.extensions:
        raise click.ClickException(current_app.config[WHY_NOT])
    service: Service = current_app.extensions["jianfu"]
    return service


@contextmanager
def unit_of_work(service: Service, now: datetime | None = None) -> Iterator[Work]:
    """One transaction of a command; commits at its end, unless something was raised. A refusal is said, not traced."""
    with writing(service.world.engine) as db:
        try:
            yield Work(service.world, db, now or service.now())
        except Refusal as refusal:
            said = service.world.policy.words.say(f"problem.{refusal.code}.detail", {}, EN)
            raise click.ClickException(" ".join(filter(None, (said, WHAT_NOW.get(refusal.code))))) from None
        db.commit()


def write_down(work: Work, act: Act, object_id: str | None = None, *, case_id: str | None = None) -> None:
    """What a command did, for the audit log; whoever ran it had no account to name."""
    record(work.db, Done(act, username=TERMINAL, case_id=case_id, object_id=object_id), work.now)


@dataclass(frozen=True)
class Part(Work):
    """A unit of work within the transaction of another one: what it reads is what that has written so far."""

    connection: sa.Connection

    def reading(self) -> Session:
        """A session of its own on the same connection; closing it ends nothing."""
        return Session(self.connection, expire_on_commit=False, join_transaction_mode="rollback_only")


@contextmanager
def part_of(whole: Work) -> Iterator[Work]:
    """One of many units of work that are stored together: each is whole, or undone by itself (a savepoint).

    For one process that has the database to itself: heavy work is done while the transaction is open.
    """
    connection = whole.db.connection()
    with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as db:
        yield Part(whole.world, db, whole.now, connection)
        db.commit()


def keep(file: Path, key: bytes) -> None:
    """Write a key that is nowhere else yet; never over another one."""
    try:
        create_secret(file, key)
    except FileExistsError:
        raise click.ClickException(f"{file} exists; a key is never overwritten.") from None


def stop_on_signal() -> threading.Event:
    """Set when this process is told to end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def say_all(service: Service, reasons: Sequence[Reason], otherwise: str) -> None:
    """One line for each reason."""
    lines = [service.world.policy.words.say(reason.code, reason.params, EN) for reason in reasons]
    click.echo("\n".join(lines) or otherwise)
