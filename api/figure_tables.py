"""Figures as tables to take away: the same numbers, with headings in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.schemas.fields import Reader
from policy.conduct import Habit, ended
from policy.figures import RATES, Measure
from policy.publishing import ALL, TOLD
from services.figures.reading import Figures, Line
from services.figures.statistics import Statistics, ToldLine
from services.progress.reading import Programme, Reported
from services.tables import csv_table
from services.watching.conduct import Conduct


def figures_table(figures: Figures, reader: Reader) -> Iterator[bytes]:
    """A line for each office, matter, week or source, and the total last."""
    head = [reader.say("figures.of", {}), *_headings(Measure, reader)]
    total = [reader.say("figures.all", {}), *figures.total.counts.values(), *figures.total.rates.values()]
    lines = ([_name(line, reader), *line.counts.values(), *line.rates.values()] for line in figures.items)
    return csv_table(head, [*lines, total])


def statistics_table(told: Statistics, reader: Reader) -> Iterator[bytes]:
    """A line for each division and matter."""
    codes = ("figures.week", "figures.division_code", "figures.of", "figures.matter")
    names = [reader.say(code, {}) for code in codes]
    return csv_table([*names, *_headings(TOLD, reader)], [_told(told, line, reader) for line in told.items])


def programme_table(told: Programme, reader: Reader) -> Iterator[bytes]:
    """A line for each division and indicator."""
    place = ("column.division_code", "column.name")
    told_of = ("column.indicator", "column.reporting_period", "column.amount", "column.unit", "column.stated_in")
    head = [reader.say(code, {}) for code in (*place, *told_of)]
    return csv_table(head, [_reported(one, reader) for one in told.items])


def conduct_table(offices: Sequence[Conduct], reader: Reader) -> Iterator[bytes]:
    """A line for each office; last how many cases it ended, which is what some of the numbers are of."""
    codes = ("conduct.office", *(f"conduct.{habit}" for habit in Habit), "conduct.ended")
    head = [reader.say(code, {}) for code in codes]
    return csv_table(head, [[one.office.name, *one.counts.values(), ended(one.counts)] for one in offices])


def _reported(one: Reported, reader: Reader) -> list[object]:
    label, unit = reader.say(f"indicator.{one.indicator}", {}), reader.say(f"indicator_unit.{one.unit}", {})
    where = one.division
    return [where.code, where.full_name, label, one.reporting_period, one.amount, unit, one.stated_in]


def _told(told: Statistics, line: ToldLine, reader: Reader) -> list[object]:
    where = line.division
    named = (told.week, where.code, where.full_name, _matter(line.matter, reader))
    return [*named, *line.counts.values(), *line.rates.values()]


def _headings(measures: type[Measure] | tuple[Measure, ...], reader: Reader) -> list[str]:
    counts = [reader.say(f"measure.{measure}", {}) for measure in measures]
    return counts + [reader.say(f"rate.{name}", {}) for name in RATES]


def _name(line: Line, reader: Reader) -> str:
    if line.office is not None:
        return line.office.name
    if line.source is not None:
        return reader.say(f"source.{line.source}", {})
    return line.week or _matter(line.matter or ALL, reader)


def _matter(matter: str, reader: Reader) -> str:
    return reader.say("figures.all" if matter == ALL else f"matter.{matter}", {})
