"""Legal holds: cases that are not deleted when their time is up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from cli import Commands, here, unit_of_work, write_down
from policy.audit import Act
from policy.retention import HoldReason
from policy.words import EN
from security.receipts import MalformedReference, parse_reference
from services.refusals import NotFound
from services.retention import held_cases, hold_case, release_case

REASON = click.Choice([reason.value for reason in HoldReason])
group = Commands("hold", help="Cases that are not deleted when their time is up.")


@group.command("place")
@click.option("--reference", required=True, help="Of a report in the case, however it is written.")
@click.option("--reason", required=True, type=REASON, help="Why.")
def place_hold(*, reference: str, reason: str) -> None:
    """Keep the case of a report until the hold is lifted. Its reporters can take their reports back all the same."""
    with unit_of_work(here()) as work, _there("No report has this reference."):
        held = hold_case(work, parse_reference(reference), HoldReason(reason))
        write_down(work, Act.HOLD_PLACE, case_id=held.case_id)
        click.echo(held.case_id)


@group.command("lift")
@click.option("--case", "case_id", required=True, type=click.UUID, help="Id of the case (flask hold list).")
def lift_hold(*, case_id: object) -> None:
    """Keep the case no longer than others."""
    with unit_of_work(here()) as work, _there("Nobody holds this case; `flask hold list` shows those that are held."):
        release_case(work, str(case_id))
        write_down(work, Act.HOLD_RELEASE, case_id=str(case_id))


@group.command("list")
def list_holds() -> None:
    """Every case that is held: its id, since when, why, and the references of its reports."""
    service = here()
    with unit_of_work(service) as work:
        for held in held_cases(work):
            why = service.world.policy.words.say(f"hold_reason.{held.reason_code}", {}, EN)
            click.echo(f"{held.case_id} {held.held_on} {why}: {' '.join(held.references) or 'no report left'}")


@contextmanager
def _there(otherwise: str) -> Iterator[None]:
    try:
        yield
    except (NotFound, MalformedReference):
        raise click.ClickException(otherwise) from None
