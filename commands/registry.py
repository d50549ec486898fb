"""Lists for the registry, from the terminal: checked, applied with a progress bar, undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from api.service import Service
from cli import Commands, here, unit_of_work, write_down
from policy.audit import Act
from policy.registry import Change, ImportState, ListKind
from policy.words import EN
from services.paging import Asked
from services.refusals import InvalidFields
from services.registry.import_views import ImportView, Wanted, lines_of_import
from services.registry.imports import apply_import, begin_import, undo_import
from services.work import Work

KIND = click.Choice([kind.value for kind in ListKind])
GOING = {ImportState.APPLYING, ImportState.UNDOING}
TOLD = 20
"""Wrong lines, and lines to confirm, that are shown; the console shows all."""
group = Commands("registry", help="Schools, institutions, calendars, prices and indicators.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, type=KIND, help="What the list is of.")
@click.option("--apply", "is_applied", is_flag=True, help="Apply it; without, it is only checked.")
@click.option("--confirmed", is_flag=True, help="Numbers that fall by 90 % or more are right.")
def import_list(*, file: Path, kind: str, is_applied: bool, confirmed: bool) -> None:
    """Check a list (CSV in UTF-8 or GB 18030), say what it would do, and apply it if --apply is given."""
    service = here()
    with unit_of_work(service) as work:
        made = _begun(service, work, ListKind(kind), file.read_bytes())
        write_down(work, Act.REGISTRY_IMPORT, made.id)
        for wanted in (Wanted(change=Change.REFUSE), Wanted(doubtful=True)):
            _tell_lines(service, work, made, wanted)
    counts = f"{made.to_add} new, {made.to_change} changed, {made.same} the same, {made.refused} refused"
    click.echo(f"{made.id}: {counts}" + (f", {made.to_confirm} to confirm" if made.to_confirm else ""))
    if is_applied:
        apply = partial(apply_import, confirmed=confirmed)
        done = _in_parts(service, made.id, Act.REGISTRY_APPLY, apply, made.waiting)
        click.echo(f"{done.applied} applied, {done.passed_over} passed over")


@group.command("undo")
@click.argument("import_id", type=click.UUID)
def undo_list(*, import_id: object) -> None:
    """Undo an import, for 30 days: what was changed since stays."""
    done = _in_parts(here(), str(import_id), Act.REGISTRY_UNDO, undo_import, None)
    click.echo(f"{done.undone} undone, {done.kept} kept")


def _begun(service: Service, work: Work, kind: ListKind, content: bytes) -> ImportView:
    try:
        return begin_import(work, None, kind, content)
    except InvalidFields as refused:
        said = [
            f"{error.field}: {service.world.policy.words.say(error.reason.code, error.reason.params, EN)}"
            for error in refused.errors
        ]
        raise click.ClickException("\n".join(said)) from None


def _tell_lines(service: Service, work: Work, made: ImportView, wanted: Wanted) -> None:
    lines = lines_of_import(work, made.id, Asked(limit=TOLD), wanted)
    for line in lines.items:
        for error in line.errors:
            said = service.world.policy.words.say(error.reason.code, error.reason.params, EN)
            click.echo(f"line {line.line}: {error.field}: {said}".replace(" : ", " "), err=True)
    if lines.count > len(lines.items):
        click.echo(f"and {lines.count - len(lines.items)} lines more", err=True)


def _in_parts(
    service: Service, import_id: str, act: Act, step: Callable[[Work, str], ImportView], length: int | None
) -> ImportView:
    """Each part is a unit of work; what breaks off goes on where it was."""
    with unit_of_work(service) as work:
        view = step(work, import_id)
        write_down(work, act, import_id)
    with click.progressbar(length=length or _all(view), label="Lines") as bar:
        bar.update(_over(view))
        while view.state in GOING:
            before = _over(view)
            with unit_of_work(service) as work:
                view = step(work, import_id)
            bar.update(_over(view) - before)
    return view


def _over(view: ImportView) -> int:
    """Lines that are done with."""
    return (
        _all(view) - view.waiting
        if view.state in {ImportState.APPLYING, ImportState.APPLIED}
        else view.undone + view.kept
    )


def _all(view: ImportView) -> int:
    return view.to_add + view.to_change
