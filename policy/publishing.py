"""What the public is told of figures: weeks that are over, every number a multiple of 5, no rate on few.

Whether a number goes up or down is drawn, and the draw comes from a key: the same number of the same cell is always
rounded alike, so that nothing is learnt from asking again, and nobody without the key can undo it. On average a number
is told as it is. What stands (open, overdue) is drawn without the week: as long as it stays the same, so does what is
told of it, and no mean over many weeks tells the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from policy.figures import RATES, STANDING, Measure, Sum

SUNDAY = 7
STEP = 5
FEWEST = 20
ALL = "*"
"""Every matter, or every source, together."""
TOLD = (
    Measure.RECEIVED,
    Measure.VERIFIED,
    Measure.DECLINED,
    Measure.REFERRED_OUT,
    Measure.OVERTURNED,
    Measure.OPEN,
    Measure.OVERDUE,
)
"""What the public is told the number of."""
NUMBERS: Mapping[str, Sum] = {
    **{measure.value: Sum((measure,)) for measure in TOLD},
    **{f"{name}.of": rate.upper for name, rate in RATES.items()},
    **{f"{name}.among": rate.lower for name, rate in RATES.items()},
}
"""Every number that is told, and what it is made of: those, and numerator and denominator of each rate."""


def week_of(day: date) -> str:
    """The ISO week of a day, as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def last_week(day: date) -> str:
    """The last week that was over by the end of a day."""
    return week_of(day - timedelta(days=day.isoweekday() % SUNDAY))


def weeks_between(first: date, last: date) -> Iterator[str]:
    """The weeks that ended on one of these days, none left out."""
    day = first + timedelta(days=-first.isoweekday() % SUNDAY)
    while day <= last:
        yield week_of(day)
        day += timedelta(days=SUNDAY)


def cell_of(week: str, name: str, number: int, behind: Iterable[tuple[str, str]]) -> str:
    """What a draw is for: what is told, how much it is, and from where (divisions of offices, and matters).

    Numbers with the same behind them are one: of a division where one office alone has something, and of all above it.
    """
    when = "" if STANDING.intersection(NUMBERS[name].of) else week
    return "|".join((when, name, str(number), *(f"{code}/{matter}" for code, matter in sorted(behind))))


def rounded(number: int, draw: float) -> int:
    """The multiple of 5 below or above, by a draw from [0, 1): the nearer one is the likelier."""
    over = number % STEP
    return number - over + (STEP if draw < over / STEP else 0)


def public_rate(name: str, told: Mapping[str, int]) -> float | None:
    """A rate of what is told; None where fewer than 20 could be behind it. It tells nothing but what is told anyway."""
    among = told.get(f"{name}.among", 0)
    if among - STEP < FEWEST:
        return None
    return round(min(1.0, told.get(f"{name}.of", 0) / among), 2)
