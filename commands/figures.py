"""Figures on the machine itself: the bulletin as a page for print, and whether what was kept is what is counted."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from cli import Commands, here, unit_of_work
from policy.bulletin import printed
from policy.words import LOCALES, ZH_HANS
from services.figure_sums import differing_sums, forget_sums, sum_days
from services.figures.bulletin import bulletin
from services.figures.closing import differing
from services.refusals import InvalidFields

MONTH = 31
DAY = click.DateTime(["%Y-%m-%d"])
group = Commands("figures", help="What is counted of the work of offices.")


@group.command("bulletin")
@click.option("--period", help="Half a month, as 2026-11a (1 to 15) or 2026-11b; by default the last that is over.")
@click.option("--locale", type=click.Choice(LOCALES), default=ZH_HANS, show_default=True, help="In which words.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
def write_bulletin(*, period: str | None, locale: str, out: Path) -> None:
    """The half-monthly bulletin of all offices, as a page made for print."""
    with unit_of_work(here()) as work:
        try:
            made = bulletin(work, None, period)
        except InvalidFields:
            raise click.ClickException("There is no bulletin of this half month (yet).") from None
        out.write_text(printed(made, work.policy.words, locale), encoding="utf-8")
        click.echo(f"{out}: {made.period.since} to {made.period.until}")


@group.command("check")
@click.option("--since", required=True, type=DAY, help="First day.")
@click.option("--until", required=True, type=DAY, help="Last day.")
def check_figures(*, since: datetime, until: datetime) -> None:
    """Count days again by the log and tell what differs: what was withdrawn or deleted since should be all.

    Of what is less than it was only the sum is told, and not where: there, somebody may have taken a report back. Sums
    of figures are added up again as well: if any differs, `flask figures sum` mends it.
    """
    with unit_of_work(here()) as work:
        lines = list(differing(work, since.date(), until.date()))
        sums = differing_sums(work.db, since.date(), until.date())
    more = [line for line in lines if line.counted > line.kept]
    for line in more:
        cell = f"{line.office_id} {line.matter} {line.source} {line.measure}"
        click.echo(f"{line.day} {cell}: kept {line.kept}, counted {line.counted}")
    less = sum(line.kept - line.counted for line in lines if line.counted < line.kept)
    click.echo(f"{len(more)} are more than was kept, which nothing explains.")
    click.echo(f"All others together are {less} less, as what was taken back or deleted since makes them.")
    for office_id, below, cut, day, code in sums:
        whose = f"{office_id} with all below it" if below else office_id
        click.echo(f"{day} {whose} {cut} {code}: a sum is not that of its figures")
    click.echo(f"{len(sums)} sums differ from their figures.")


@group.command("sum")
def sum_figures() -> None:
    """Make all sums of figures again: after the superior of an office was changed past this service, say."""
    with unit_of_work(here()) as work:
        counted = forget_sums(work.db)
        since, until = counted or (date.max, date.min)
        starts = range(since.toordinal(), until.toordinal() + 1, MONTH)
        with click.progressbar(starts, label="Months", file=sys.stderr) as bar:
            for start in bar:
                last = min(start + MONTH - 1, until.toordinal())
                sum_days(work.db, date.fromordinal(start), date.fromordinal(last))
    click.echo(f"{since} to {until} added up again." if counted else "Nothing was counted yet.")
