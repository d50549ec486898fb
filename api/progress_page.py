"""The public page of the progress: complaints and programme side by side, made here, so that it needs no script."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from api.outgoing import compressible
from api.pages import ASK_AGAIN, linked
from api.service import Service, service
from models.engine import reading
from policy import Policy
from policy.allowed import rules_in_force
from policy.divisions import Division
from policy.figures import Measure
from policy.programme import by_theme
from policy.publishing import ALL
from policy.rules import Rule
from policy.words import EN, ZH_HANS, match
from services.figures.statistics import Statistics, statistics
from services.progress.reading import Programme, Reported, programme
from services.refusals import InvalidFields
from services.work import Work

COUNTED = (Measure.RECEIVED, Measure.VERIFIED, Measure.DECLINED, Measure.OPEN, Measure.OVERDUE)
"""What is shown of complaints; the table to take away has all that is told."""
WEEK, PERIOD = "week", "reporting_period"
"""What can be chosen, by the name of its parameter."""
DAYS_TO_SUNDAY = timedelta(days=6)

progress = Blueprint("progress", __name__, template_folder="../web/progress")


@dataclass(frozen=True)
class Shown:
    """What the page is of: figures of a closed week, what divisions report, and what holds there.

    `chosen`: the week and the period of the programme that were asked for, as far as there are these; `unknown` is what
    there is not. Instead of that the newest is shown.
    """

    told: Statistics
    reported: Programme
    today: date
    chosen: Mapping[str, str]
    unknown: Collection[str]


@progress.get("/progress")
def progress_page() -> Response:
    """How far a division is, by default the country; a week that is over, and a period of the programme.

    By default the newest of both, in the language of `lang`, else of `Accept-Language`. Where there is not that week or
    period, the page says so (404).
    """
    running = service()
    locale = match(request.args.get("lang") or request.headers.get("Accept-Language"))
    try:
        with reading(running.world.engine) as db:
            work = Work(running.world, db, running.now())
            found = shown(work, *map(request.args.get, ("division_code", WEEK, PERIOD)))
    except InvalidFields:
        raise NotFound from None
    page = render_template("page.html", **_said(running, found, locale))
    response = compressible(request, page.encode(), "text/html")
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = ASK_AGAIN
    if found.unknown:
        response.status_code = HTTPStatus.NOT_FOUND
        return response
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]  # it answers itself


def shown(work: Work, division_code: str | None, week: str | None = None, period: str | None = None) -> Shown:
    """What the page is of; the newest where there is not what is asked for. InvalidFields for no such place."""
    reported = programme(work, division_code)
    asked = {name: value for name, value in ((WEEK, week), (PERIOD, period)) if value}
    unknown = {PERIOD} if period and period not in reported.periods else set()
    if period and not unknown:
        reported = programme(work, division_code, period)
    try:
        told = statistics(work, week, division_code)
    except InvalidFields:  # the week: that there is the place is known by now
        told, unknown = statistics(work, None, division_code), unknown | {WEEK}
    chosen = {name: value for name, value in asked.items() if name not in unknown}
    return Shown(told, reported, work.today, chosen, unknown)


def _said(running: Service, found: Shown, locale: str) -> dict[str, Any]:
    """What the template says, and of what."""
    policy, division = running.world.policy, found.reported.division
    say, other = _say(policy, locale), ZH_HANS if locale == EN else EN
    return {
        "locale": locale,
        "say": say,
        "other": other,
        "other_say": _say(policy, other),
        "file": linked,
        "link": partial(_link, locale, found.chosen),
        "cited": partial(_cited, policy, say),
        "doors": policy.doors,
        "is_demo": running.settings.demo,
        "place": division.full_name,
        "division": division,
        "above": policy.divisions.chain(division.code)[:0:-1],
        **_told(policy, found),
    }


def _told(policy: Policy, found: Shown) -> dict[str, Any]:
    """Complaints, the programme, and what is allowed."""
    division = found.reported.division
    chain = [one.code for one in policy.divisions.chain(division.code)]
    known = {ALL, *policy.matters.by_code}
    return {
        "told": found.told,
        "chosen": found.chosen,
        "unknown": found.unknown,
        "periods": found.reported.periods,
        "days": _days,
        "counted": COUNTED,
        "complaints": [line for line in found.told.items if line.division is division and line.matter in known],
        "themes": _by_theme(policy, found.reported),
        "below": _below(found),
        "columns": _columns(policy, found.reported),
        "allowed": rules_in_force(policy.rules, chain, found.today),
    }


def _say(policy: Policy, locale: str) -> Callable[..., str]:
    def say(code: str, params: Mapping[str, object] | None = None) -> str:
        return policy.words.say(code, params or {}, locale)

    return say


def _link(locale: str, chosen: Mapping[str, str], division_code: str, other: str | None = None) -> str:
    """The page of a division, in the same language or another, of the same week and period."""
    return f"/progress?{urlencode({'division_code': division_code, 'lang': other or locale, **chosen})}"


def _days(week: str) -> dict[str, object]:
    """An ISO week with its first and its last day, as words name it."""
    first = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    return {"week": week, "first": first, "last": first + DAYS_TO_SUNDAY}


def _by_theme(policy: Policy, reported: Programme) -> dict[str, list[Reported]]:
    found = {one.indicator: one for one in reported.here}
    return {theme: [found[each.code] for each in those] for theme, those in by_theme(policy.indicators, found).items()}


def _below(found: Shown) -> list[tuple[Division, Any, Mapping[str, Reported]]]:
    """Each division below of which something is told: its line of complaints, if any, and what it reports."""
    lines = {line.division: line for line in found.told.items if line.matter == ALL}
    reported = found.reported.below
    every = sorted((lines.keys() | reported.keys()) - {found.reported.division}, key=lambda one: one.code)
    return [(one, lines.get(one), reported.get(one, {})) for one in every]


def _columns(policy: Policy, reported: Programme) -> list[Any]:
    """The indicators that somebody below reports."""
    named = {code for those in reported.below.values() for code in those}
    return [one for one in policy.indicators.values() if one.code in named]


def _cited(policy: Policy, say: Callable[..., str], rule: Rule) -> str:
    document = policy.documents[rule.document]
    return " · ".join((say(document.title_code), say(document.article_code(rule.article)), say(document.issuer_code)))
