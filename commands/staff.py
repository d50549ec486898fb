"""Staff accounts. Passwords are asked on the terminal, or read from standard input."""

from __future__ import annotations

from pathlib import Path

import click

from cli import Commands, here, unit_of_work, write_down
from commands.holders import OFFICE_HELP, authenticated, by_holder, named, office_of, wrap_again
from policy.audit import Act
from policy.vocabulary import Role
from services.administration.grants import grant_keys
from services.administration.staff_accounts import add_staff, find_staff, list_staff, remove_staff, reset_staff

STAFF_ROLES = [role.value for role in Role if role is not Role.REPORTER]
USERNAME = click.option("--username", required=True, help="The name somebody logs in with.")
group = Commands("staff", help="Staff accounts.")


@group.command("add")
@USERNAME
@click.option("--role", required=True, type=click.Choice(STAFF_ROLES), help="What the account may do.")
@click.option("--office", help=OFFICE_HELP)
@by_holder
def add_account(
    *, username: str, role: str, office: str | None, grantor: str | None, recovery_key: Path | None
) -> None:
    """Add an account and print its password, once. Without a holder of the office's key it opens nothing yet."""
    holder = authenticated(here(), grantor, recovery_key)
    with unit_of_work(here()) as work:
        office_id = office_of(work, office).id if office else None
        new = add_staff(work, username, Role(role), office_id, holder)
        write_down(work, Act.STAFF_ADD, new.staff.id)
    if new.staff.username != username:
        click.echo(f"The name is {new.staff.username}.", err=True)
    click.echo(new.password)
    if office is not None and holder is None:
        say_pending(new.staff.username)


@group.command("grant")
@USERNAME
@by_holder
def grant_account(*, username: str, grantor: str | None, recovery_key: Path | None) -> None:
    """Give an account the keys of its office."""
    holder = authenticated(here(), grantor, recovery_key)
    if holder is None:
        raise click.UsageError("Give --grantor or --recovery-key.")
    with unit_of_work(here()) as work:
        staff = find_staff(work, username)
        grant_keys(work, holder, staff.id)
        write_down(work, Act.STAFF_GRANT, staff.id)
    click.echo(f"{staff.username} has the keys of their office.", err=True)


@group.command("reset")
@USERNAME
def reset_account(*, username: str) -> None:
    """For a forgotten password: print a new one, once. The account is pending until its keys are granted again."""
    with unit_of_work(here()) as work:
        staff = find_staff(work, username)
        password = reset_staff(work, staff.id)
        write_down(work, Act.STAFF_RESET, staff.id)
    click.echo(password)
    if staff.office_id is not None:
        say_pending(staff.username)


@group.command("remove")
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
        write_down(work, Act.STAFF_REMOVE, staff.id)
    if staff.office_id is not None:
        wrap_again(service, holder, staff.office_id)


@group.command("list")
def show_accounts() -> None:
    """Username, role, office, and whether the account is pending."""
    with unit_of_work(here()) as work:
        for account in list_staff(work.db):
            at = named(account.office) if account.office else "-"
            state = "pending" if account.is_pending else "active"
            click.echo(f"{account.staff.username}\t{account.staff.role}\t{at}\t{state}")


def say_pending(username: str) -> None:
    """What is to be done before the account opens anything."""
    click.echo("Pending: the account opens nothing until somebody who holds the office's key grants it:", err=True)
    click.echo(f"`flask staff grant --username {username} --grantor USER`", err=True)
