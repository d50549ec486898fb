"""The half-monthly bulletin: days 1 to 15, and 16 to the end of a month, by province, city and county (D5).

Source: the notice of 2021-08-30 that provinces report on the 15th and the 30th how leads were verified (TL-13). The
same numbers always give the same bytes.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from policy.divisions import Division
from policy.figures import Measure
from policy.words import Words

PERIOD = re.compile(r"(\d{4})-(\d{2})([ab])", re.ASCII)
HALF = 15
DISPOSED = (Measure.VERIFIED, Measure.DECLINED, Measure.REFERRED_OUT)
COLUMNS = {
    "received": "bulletin.received",
    "verified": "bulletin.verified",
    "disposed": "bulletin.disposed",
    "overdue": "bulletin.overdue",
}
"""The numbers of a line, and the word for each."""
STYLE = (
    "@page{size:A4;margin:18mm}body{font-family:serif;color:#000;background:#fff;max-width:60em;margin:2em auto}"
    "@media screen{body{padding:0 1em}.wide{overflow-x:auto}}"
    "h1{font-size:1.4em;text-align:center}table{border-collapse:collapse;width:100%}thead{display:table-header-group}"
    "tr{break-inside:avoid}th,td{border:1px solid #000;padding:.25em .5em;text-align:start}td{text-align:end}"
    ".prefecture th{padding-inline-start:1.5em}.county th,.area th{padding-inline-start:2.5em;font-weight:normal}"
)


@dataclass(frozen=True)
class Period:
    """Half a month, named `2026-11a` (1 to 15) or `2026-11b` (16 to the end)."""

    name: str
    since: date
    until: date


@dataclass(frozen=True)
class BulletinLine:
    """What offices of a division and below did in the time; `overdue` is how many reports were at its end."""

    division: Division
    received: int
    verified: int
    disposed: int
    overdue: int


@dataclass(frozen=True)
class Bulletin:
    """The lines of a period, each division before those below it; `periods` are all that there are, newest first."""

    period: Period
    items: Sequence[BulletinLine]
    periods: Sequence[Period] = ()


def period_named(name: str) -> Period | None:
    """The period of a name; None for anything else."""
    found = PERIOD.fullmatch(name)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:  # noqa: PLR2004 - months
        return None
    return _period(int(found[1]), int(found[2]), is_first=found[3] == "a")


def last_period(day: date) -> Period:
    """The last period that was over by the end of a day."""
    following = day + timedelta(days=1)
    until = following.replace(day=HALF if following.day > HALF else 1)
    last = until if following.day > HALF else until - timedelta(days=1)
    return _period(last.year, last.month, is_first=last.day <= HALF)


def periods_between(first: date, last: date) -> Iterator[Period]:
    """The periods that ended on one of these days, oldest first."""
    period = last_period(first)
    while period.until <= last:
        if first <= period.until:
            yield period
        period = _after(period)


def _after(period: Period) -> Period:
    day = period.until + timedelta(days=1)
    return _period(day.year, day.month, is_first=day.day <= HALF)


def line_of(division: Division, counts: Mapping[str, int]) -> BulletinLine:
    """A line from what was counted."""
    disposed = sum(counts[measure] for measure in DISPOSED)
    return BulletinLine(division, counts[Measure.RECEIVED], counts[Measure.VERIFIED], disposed, counts[Measure.OVERDUE])


def printed(bulletin: Bulletin, words: Words, locale: str) -> str:
    """The bulletin as a page of its own, made for print, without a script and without anything from elsewhere."""
    period = bulletin.period
    title = words.say("bulletin.title", {"since": period.since, "until": period.until}, locale)
    heads = [words.say("bulletin.division", {}, locale), *(words.say(code, {}, locale) for code in COLUMNS.values())]
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    rows = "\n".join(_row(line) for line in bulletin.items)
    note = escape(words.say("bulletin.note", {}, locale))
    return (
        f'<!doctype html>\n<html lang="{escape(locale)}">\n<head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{STYLE}</style></head>\n'
        f'<body>\n<main>\n<h1 id="title">{escape(title)}</h1>\n'
        f'<div class="wide" role="region" tabindex="0" aria-labelledby="title">\n<table aria-labelledby="title">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n"
        f"<p>{note}</p>\n</main>\n</body>\n</html>\n"
    )


def _row(line: BulletinLine) -> str:
    cells = "".join(f"<td>{getattr(line, name)}</td>" for name in COLUMNS)
    return f'<tr class="{line.division.level}"><th scope="row">{escape(line.division.name)}</th>{cells}</tr>'


def _period(year: int, month: int, *, is_first: bool) -> Period:
    begins = date(year, month, 1)
    if is_first:
        return Period(f"{year:04}-{month:02}a", begins, begins.replace(day=HALF))
    return Period(
        f"{year:04}-{month:02}b", begins.replace(day=HALF + 1), begins.replace(day=monthrange(year, month)[1])
    )
