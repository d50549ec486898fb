"""Who opens an office's keys at the terminal, and what is wrapped again with them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from api.service import Service
from cli import unit_of_work
from models import Office
from security.secrets_file import WeakSecret, read_secret
from services.administration.office_registry import find_office
from services.administration.rewrap import rewrap
from services.administration.rotation import finish_rotations
from services.people.key_reach import Holder, recovery_holder, staff_holder
from services.work import Work

OFFICE_HELP = "DIVISION/DEPARTMENT, such as 000000/education; `flask office list` names them."


def by_holder(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say who opens the office's keys."""
    command = click.option("--grantor", help="Somebody who holds the key; their password is asked for.")(command)
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    return click.option("--recovery-key", type=file, help="File with the offline recovery key.")(command)


def holder_from(work: Work, grantor: str | None, recovery_key: Path | None) -> Holder | None:
    """Who opens the keys, by password or by the recovery key; None when neither was named."""
    if grantor is not None and recovery_key is not None:
        raise click.UsageError("Give --grantor or --recovery-key, not both.")
    if recovery_key is not None:
        try:
            return recovery_holder(work, read_secret(recovery_key))
        except WeakSecret as weak:
            raise click.ClickException(f"{weak}") from None
    if grantor is None:
        return None
    return staff_holder(work, grantor, ask_secret(f"Password of {grantor}"), partial(ask_secret, "Code"))


def authenticated(service: Service, grantor: str | None, recovery_key: Path | None) -> Holder | None:
    """The same in a transaction of its own: a code is spent whatever becomes of the command."""
    with unit_of_work(service) as work:
        return holder_from(work, grantor, recovery_key)


def ask_secret(what: str) -> str:
    """A password or a code, from a terminal without an echo, else the next line of standard input."""
    if sys.stdin.isatty():
        secret: str = click.prompt(what, hide_input=True, err=True)
        return secret
    return sys.stdin.readline().strip()


def named(office: Office) -> str:
    """The office as DIVISION/DEPARTMENT."""
    return f"{office.division_code}/{office.department}"


def office_of(work: Work, named: str) -> Office:
    """The office named as DIVISION/DEPARTMENT."""
    division_code, _, department = named.partition("/")
    return find_office(work, division_code, department)


def wrap_again(service: Service, holder: Holder | None, office_id: str) -> None:
    """Batch by batch, until nothing is left that the holder can open; say what remains."""
    left = {"work": -1}
    while holder is not None:
        with unit_of_work(service) as work:
            before, left = left, rewrap(work, holder, office_id)
        if not left or left == before:
            break
        click.echo(f"{sum(left.values())} left", err=True)
    with unit_of_work(service) as work:
        finish_rotations(work)
    if not left:
        click.echo("All is wrapped to the new keys.", err=True)
    else:
        click.echo(
            "Not finished: somebody who holds the old keys goes on with `flask office rotate --continue`.", err=True
        )
