"""The commands for offices and staff. Passwords are asked on the terminal, or read from standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from api.service import Service
from cli import here, office_group, say_all, unit_of_work
from policy.vocabulary import Role
from security.secrets_file import WeakSecret, read_secret
from services.escalation import escalate_by_clock
from services.grants import grant_keys
from services.key_reach import Holder, recovery_holder, staff_holder
from services.office_closing import check_offices, close_office
from services.office_registry import add_office, find_office, list_offices
from services.rewrap import rewrap
from services.rotation import begin_rotation, finish_rotations, prepare_rotation
from services.staff_accounts import add_staff, find_staff, list_staff, remove_staff, reset_staff
from services.work import Work

STAFF_ROLES = [role.value for role in Role if role is not Role.REPORTER]
USERNAME = click.option("--username", required=True)
OFFICE_HELP = "DIVISION/DEPARTMENT, such as 000000/education."

staff_group = AppGroup("staff", help="Staff accounts.")


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    app.cli.add_command(staff_group)


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


def office_id_of(work: Work, office: str) -> str:
    """The id of the office named as DIVISION/DEPARTMENT."""
    division_code, _, department = office.partition("/")
    return find_office(work, division_code, department).id


@staff_group.command("add")
@USERNAME
@click.option("--role", required=True, type=click.Choice(STAFF_ROLES))
@click.option("--office", help=OFFICE_HELP)
@by_holder
def add_account(
    *, username: str, role: str, office: str | None, grantor: str | None, recovery_key: Path | None
) -> None:
    """Add an account and print its password, once. Without a holder of the office's key it opens nothing yet."""
    holder = authenticated(here(), grantor, recovery_key)
    with unit_of_work(here()) as work:
        office_id = office_id_of(work, office) if office else None
        new = add_staff(work, username, Role(role), office_id, holder)
    click.echo(new.password)
    if office is not None and holder is None:
        click.echo("Pending: the account opens nothing until somebody who holds the key grants it.", err=True)


@staff_group.command("grant")
@USERNAME
@by_holder
def grant_account(*, username: str, grantor: str | None, recovery_key: Path | None) -> None:
    """Give an account the keys of its office."""
    holder = authenticated(here(), grantor, recovery_key)
    if holder is None:
        raise click.UsageError("Give --grantor or --recovery-key.")
    with unit_of_work(here()) as work:
        grant_keys(work, holder, find_staff(work, username).id)


@staff_group.command("reset")
@USERNAME
def reset_account(*, username: str) -> None:
    """For a forgotten password: print a new one, once. The account is pending until its keys are granted again."""
    with unit_of_work(here()) as work:
        password = reset_staff(work, find_staff(work, username).id)
    click.echo(password)


@staff_group.command("remove")
@USERNAME
@by_holder
def remove_account(*, username: str, grantor: str | None, recovery_key: Path | None) -> None:
    """End an account and change the keys of its office; with a holder of them, at once to the end."""
    service = here()
    holder = authenticated(service, grantor, recovery_key)
    with unit_of_work(service) as work:
        staff = find_staff(work, username)
        if holder is not None and holder.id == staff.id:
            raise click.UsageError("Whoever leaves cannot do this for themselves.")
        remove_staff(work, staff.id)
    if staff.office_id is not None:
        wrap_again(service, holder, staff.office_id)


@staff_group.command("list")
def show_accounts() -> None:
    """Username, role, office, and whether the account is pending."""
    with unit_of_work(here()) as work:
        for account in list_staff(work.db):
            at = f"{account.office.division_code}/{account.office.department}" if account.office else "-"
            state = "pending" if account.is_pending else "active"
            click.echo(f"{account.staff.username}\t{account.staff.role}\t{at}\t{state}")


@office_group.command("add")
@click.option("--division", required=True, help="Code of the division.")
@click.option("--department", required=True)
@click.option("--name", help="As the public reads it.")
def make_office(*, division: str, department: str, name: str | None) -> None:
    """Add an office; its keys are held by the office above."""
    with unit_of_work(here()) as work:
        add_office(work, division, department, name)


@office_group.command("list")
def show_offices() -> None:
    """Division, department, name, version of the keys, and whether they are being changed."""
    with unit_of_work(here()) as work:
        for office in list_offices(work.db):
            state = "changing keys" if office.rotating_since else ""
            key = f"{office.division_code}/{office.department}"
            click.echo(f"{key}\t{office.name}\tkeys {office.key_version}\t{state}".rstrip())


@office_group.command("rotate")
@click.option("--office", required=True, help=OFFICE_HELP)
@click.option("--continue", "is_begun", is_flag=True, help="Make no new keys; go on with what is left.")
@by_holder
def rotate_office(*, office: str, is_begun: bool, grantor: str | None, recovery_key: Path | None) -> None:
    """Change the keys of an office, or go on where it broke off."""
    service = here()
    holder = authenticated(service, grantor, recovery_key)
    with unit_of_work(service) as work:
        found = find_office(work, *office.partition("/")[::2])
        if not is_begun:
            with work.reading() as db:
                rotation = prepare_rotation(db, found)
            begin_rotation(work, rotation)
    wrap_again(service, holder, found.id)


@office_group.command("close")
@click.option("--office", required=True, help=OFFICE_HELP)
def shut_office(*, office: str) -> None:
    """Close an office: it gets no more cases, and those it has not answered go up to the offices above."""
    service = here()
    with unit_of_work(service) as work:
        close_office(work, office_id_of(work, office))
    moved, batch = 0, -1
    while batch:
        with unit_of_work(service) as work:
            batch = escalate_by_clock(work)
        moved += batch
    click.echo(f"{moved} cases went up.", err=True)


@office_group.command("check")
def check_all_offices() -> None:
    """Say which offices need care: cases that nobody can see or that wait to be sealed; end with 1 if any does."""
    service = here()
    with unit_of_work(service) as work:
        found = list(check_offices(work.db))
    say_all(service, found, "No office needs care.")
    sys.exit(1 if found else 0)


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
    if left:
        click.echo(
            "Not finished: somebody who holds the old keys goes on with `flask office rotate --continue`.", err=True
        )
