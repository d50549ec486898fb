"""The policy data, and the overlay of this deployment."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import policy
from api.service import Service
from cli import Commands, here, say_all
from models.engine import reading
from models.schema import is_migrated
from policy.checking import check
from policy.comparing import diff
from policy.reading import BadPolicyData
from policy.routing import Directory, directory_of
from services.administration.office_registry import list_offices
from services.work import SHANGHAI

group = Commands("policy", help="The policy data, and the overlay of this deployment.")


@group.command("check")
def check_policy() -> None:
    """Read the data and say what will soon need care; end with 1 if anything does."""
    service = here()
    found = service.world.policy
    warnings = (*service.unsaid(), *check(found, service.now().astimezone(SHANGHAI).date()))
    say_all(service, warnings, "Nothing needs care.")
    sys.exit(1 if warnings else 0)


@group.command("diff")
@click.option("--overlay", type=click.Path(exists=True, file_okay=False, path_type=Path), help="What to compare with.")
def compare_policy(overlay: Path | None) -> None:
    """Say what would change with another overlay (or with none)."""
    service = here()
    try:
        other = policy.load(overlay=overlay)
    except BadPolicyData as bad:
        raise click.ClickException(f"{bad}") from None
    now = service.world.policy
    changes = diff(now, other, offices_of(service), service.now().astimezone(SHANGHAI).date())
    say_all(service, changes, "Nothing would change.")


def offices_of(service: Service) -> Directory:
    """The offices there are, by what a person calls them; none while the database is not migrated."""
    if not is_migrated(service.world.engine):
        return {}
    with reading(service.world.engine) as db:
        named = [
            (one.division_code, one.department, f"{one.name} ({one.division_code}/{one.department})")
            for one in list_offices(db)
        ]
    return directory_of(service.world.policy.divisions, named)
