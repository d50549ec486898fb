"""The command that fills the demo with a year of work: many cases, for trying what a full service is like."""

from __future__ import annotations

import gc
import sys
import time
from datetime import timedelta
from functools import partial

import click
from flask.cli import with_appcontext

from api.service import Service
from cli import here, part_of, unit_of_work
from commands.demo import fill, progress, refuse_what_is_no_demo
from demo.bulk import write
from demo.generate import Span, Tally, generate
from demo.habits import read_habits
from demo.load import DemoRefused, open_demo
from demo.plan import read_plan
from demo.year import Year
from models.schema import migrate
from processes import having
from services.watching.conduct_days import count_conduct_anew
from services.work import SHANGHAI


@click.command("generate")
@with_appcontext
@click.option("--reports", default=10_000, show_default=True, type=click.IntRange(1, 1_000_000), help="How many.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1461), help="Up to today.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same one draws the same year.")
@click.option("--bulk", is_flag=True, help="Write rows instead: thousands of cases a second, marked as synthetic.")
def generate_command(*, reports: int, days: int, seed: int, bulk: bool) -> None:
    """File and work reports day by day, through the services. Refused (2) while the service runs in this JIANFU_VAR.

    The demo is loaded first if it is not. A run that was broken off is not continued: take another seed for more
    cases, or begin again in another JIANFU_VAR. With --bulk all cases are stored, or none.
    """
    service = here()
    with having(service.settings.var, alone=True) as has_it:
        if not has_it:
            click.echo(f"The service runs in {service.settings.var}; stop it before, or set JIANFU_VAR.", err=True)
            sys.exit(2)
        refuse_what_is_no_demo(service)
        migrate(service.world.engine)
        fill(service)
        _live(service, reports, days, seed, bulk=bulk)


def _live(service: Service, reports: int, days: int, seed: int, *, bulk: bool) -> None:
    gc.freeze()  # policy and offices stay; what each act makes, statements above all, is looked through less often
    gc.set_threshold(100_000, 50, 50)
    year = Year(service.world.policy, read_plan(service.world.policy), read_habits(), seed)
    first = service.now().astimezone(SHANGHAI).date() - timedelta(days=days - 1)
    began = time.monotonic()
    try:
        desk = open_demo(service.world, service.settings.var, partial(unit_of_work, service))
        if bulk:
            write(desk, year, Span(reports, first, days), progress)
            say_rate(reports, time.monotonic() - began)
        else:
            say(generate(desk, year, Span(reports, first, days), part_of, progress), time.monotonic() - began)
        with unit_of_work(service) as work:
            count_conduct_anew(work)
    except DemoRefused as refused:
        raise click.ClickException(f"{refused}") from None


def say_rate(cases: int, seconds: float) -> None:
    """How fast cases were written."""
    click.echo(f"{cases} synthetic cases written in {seconds:.0f} s, {cases / seconds:.0f} a second")


def say(tally: Tally, seconds: float) -> None:
    """What was done, and how fast."""
    click.echo(f"{tally.filed} reports filed and worked in {seconds:.0f} s, {tally.filed / seconds:.0f} a second")
    for title, counts in (("done", tally.acts), ("refused", tally.refused)):
        told = ", ".join(f"{name} {many}" for name, many in counts.most_common())
        click.echo(f"{title}: {told or 'nothing'}")
