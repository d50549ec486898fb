"""Made-up data, and the story played over HTTP."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from api.service import Service
from cli import Commands, here, unit_of_work
from demo.load import DemoRefused, load_demo, refuse_other_databases
from demo.story import play
from models.schema import migrate

T = TypeVar("T")
group = Commands("demo", help="Made-up data, and the story played over HTTP.")


@group.command("load")
def fill_with_demo() -> None:
    """Fill a database of its own with the demo; safe to repeat, and to repeat after an interruption."""
    service = here()
    refuse_what_is_no_demo(service)
    migrate(service.world.engine)
    fill(service)


@group.command("story")
@click.option("--base", required=True, help="Where the service is, such as http://127.0.0.1:8000.")
@click.option("--json", "as_json", is_flag=True, help="Print [{step, ok, detail}].")
def play_story(*, base: str, as_json: bool) -> None:
    """Play the story as a phone and a console would; end with 1 at the first wrong step."""
    steps = []
    for step in play(base, log_ins(here().settings.var)):
        steps.append(step)
        if not as_json:
            click.echo(f"{'ok ' if step.ok else 'NO '} {step.step}: {step.detail}")
    if as_json:
        click.echo(json.dumps([asdict(step) for step in steps], ensure_ascii=False))
    sys.exit(0 if all(step.ok for step in steps) else 1)


def refuse_what_is_no_demo(service: Service) -> None:
    """Before anything is changed: is this database empty, or a demo's?"""
    try:
        refuse_other_databases(service.world)
    except DemoRefused as refused:
        raise click.ClickException(f"{refused}") from None


def fill(service: Service) -> None:
    """Load the demo, showing how far it is."""
    if not service.settings.demo:
        raise click.ClickException("The demo is loaded with JIANFU_DEMO=1 only.")
    try:
        load_demo(service.world, service.now(), service.settings.var, partial(unit_of_work, service), progress)
    except DemoRefused as refused:
        raise click.ClickException(f"{refused}") from None


def progress(items: Sequence[T], label: str, /) -> AbstractContextManager[Iterable[T]]:
    """A progress bar on the error stream."""
    return click.progressbar(items, label=label, file=sys.stderr)


def log_ins(var: Path) -> list[dict[str, Any]]:
    """The demo's accounts."""
    try:
        accounts: list[dict[str, Any]] = json.loads((var / "demo-logins.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise click.ClickException(f"{var} has no demo-logins.json that can be read; load the demo first.") from None
    return accounts
