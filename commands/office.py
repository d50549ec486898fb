"""Offices. Passwords are asked on the terminal, or read from standard input."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli import Commands, here, keep, say_all, unit_of_work, write_down
from commands.holders import OFFICE_HELP, authenticated, by_holder, named, office_of, wrap_again
from models import Office
from policy.audit import Act
from security.secrets_file import new_secret
from security.wraps import public_of
from services.administration.office_changes import change_keys, change_office
from services.administration.office_closing import check_offices, close_office
from services.administration.office_registry import add_office, belong_below, list_offices
from services.administration.offices import initialise, new_root
from services.administration.rotation import left
from services.handing.escalation import escalate_by_clock

ROTATE = "`flask office rotate --continue --office {} --grantor USER`"
group = Commands("office", help="Offices.")


@group.command("init")
@click.option("--recovery-key", required=True, type=click.Path(path_type=Path), help="File to write; keep offline.")
def make_root_office(recovery_key: Path) -> None:
    """Make the root office, and the offline key from which everything can be recovered."""
    private_key = new_secret()
    with unit_of_work(here()) as work:
        initialise(work, new_root(work), public_of(private_key), is_demo=False)
        keep(recovery_key, private_key)
    click.echo(f"The recovery key is in {recovery_key}. Move it to a place that is never online.")


@group.command("add")
@click.option("--division", required=True, help="Code of the division.")
@click.option("--department", required=True, help="Code of the department, such as education.")
@click.option("--name", help="As the public reads it.")
def make_office(*, division: str, department: str, name: str | None) -> None:
    """Add an office; its keys are held by the office above. Begin with the offices above."""
    with unit_of_work(here()) as work:
        new = add_office(work, division, department, name)
        write_down(work, Act.OFFICE_ADD, new.id)
        above, key = work.db.get_one(Office, new.superior_id), named(new)
        click.echo(f"{key} ({new.name}) lies below {named(above)} ({above.name}).", err=True)
        for lower in belong_below(work, new):
            click.echo(f"{named(lower)} was there before and does not lie below it.", err=True)
            click.echo(f"Now: `flask office change --office {named(lower)} --superior {key}`.", err=True)


@group.command("change")
@click.option("--office", required=True, help=OFFICE_HELP)
@click.option("--name", help="As the public reads it.")
@click.option("--superior", help="The office to put it below, as DIVISION/DEPARTMENT; it gets new keys.")
def change(*, office: str, name: str | None, superior: str | None) -> None:
    """Rename an office, or put it below another one; then `office rotate --continue` wraps again what there is."""
    if name is None and superior is None:
        raise click.UsageError("Give --name or --superior.")
    with unit_of_work(here()) as work:
        found = office_of(work, office)
        superior_id = office_of(work, superior).id if superior is not None else found.superior_id
        changed = change_office(work, found.id, name or found.name, superior_id)
        write_down(work, Act.OFFICE_CHANGE, found.id)
        is_rotating = changed.rotating_since is not None
    if superior is not None and is_rotating:
        click.echo(f"Now, by who holds its old keys (or --recovery-key): {ROTATE.format(office)}", err=True)


@group.command("list")
def show_offices() -> None:
    """Offices with name, the one above, version of the keys; whether these are being changed, or it is closed."""
    with unit_of_work(here()) as work:
        offices = {office.id: office for office in list_offices(work.db)}
        for office in offices.values():
            changing = office.rotating_since is not None and left(work.db, office)
            state = "closed" if office.closed_on else "changing keys" if changing else ""
            above = f"below {named(offices[office.superior_id])}" if office.superior_id else "-"
            click.echo(f"{named(office)}\t{office.name}\t{above}\tkeys {office.key_version}\t{state}".rstrip())


@group.command("rotate")
@click.option("--office", required=True, help=OFFICE_HELP)
@click.option("--continue", "is_begun", is_flag=True, help="Make no new keys; go on with what is left.")
@by_holder
def rotate_office(*, office: str, is_begun: bool, grantor: str | None, recovery_key: Path | None) -> None:
    """Change the keys of an office, or go on where it broke off."""
    service = here()
    holder = authenticated(service, grantor, recovery_key)
    with unit_of_work(service) as work:
        found = office_of(work, office)
        if not is_begun:
            change_keys(work, found.id)
            write_down(work, Act.OFFICE_CHANGE_KEYS, found.id)
    wrap_again(service, holder, found.id)


@group.command("close")
@click.option("--office", required=True, help=OFFICE_HELP)
def shut_office(*, office: str) -> None:
    """Close an office: it gets no more cases, and those it has not answered go up to the offices above."""
    service = here()
    with unit_of_work(service) as work:
        found = office_of(work, office)
        close_office(work, found.id)
        write_down(work, Act.OFFICE_CLOSE, found.id)
    moved, batch = 0, -1
    while batch:
        with unit_of_work(service) as work:
            batch = escalate_by_clock(work)
        moved += batch
    click.echo(f"{moved} cases went up.", err=True)


@group.command("check")
def check_all_offices() -> None:
    """Say which offices need care, because of their people, cases or keys; end with 1 if any does."""
    service = here()
    with unit_of_work(service) as work:
        found = list(check_offices(work.db))
    say_all(service, found, "No office needs care.")
    sys.exit(1 if found else 0)
