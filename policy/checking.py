"""What will soon be out of date in a policy, for `flask policy check`: warnings, for what is wrong does not load."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from policy import Policy
from policy.notices import WHO
from policy.vocabulary import Reason

SOON = timedelta(days=90)
OLD = timedelta(days=365)
CODES_OF_WARNINGS = (
    "check.calendar_ends",
    "check.school_calendar_ends",
    "check.rule_ends",
    "check.price_ends",
    "check.lead_ends",
    "check.place_gone",
    "check.edition_old",
    "check.edition_ahead",
)


def check(policy: Policy, today: date) -> tuple[Reason, ...]:
    """Everything that someone should look at, most pressing first; empty when there is nothing.

    The reasons are said by `words.say`. "Soon" is within 90 days; an edition is old after a year.
    """
    found = (_calendar, _school_calendars, _rules, _prices, _leads, _places, _editions)
    return tuple(reason for one in found for reason in one(policy, today))


def unsaid(policy: Policy) -> tuple[Reason, ...]:
    """What a deployment has to say in words of its own before anybody files, and has not."""
    return () if WHO in policy.words.laid else (Reason("check.responsible_unnamed", {}),)


def _soon(day: date, today: date) -> bool:
    return today <= day < today + SOON


def _calendar(policy: Policy, today: date) -> Iterable[Reason]:
    days = (policy.calendar.last - today).days
    if days < SOON.days:
        yield Reason("check.calendar_ends", {"last": policy.calendar.last.isoformat(), "days": max(days, 0)})


def _school_calendars(policy: Policy, today: date) -> Iterable[Reason]:
    last: dict[str, date] = {}
    for period in policy.school_calendar:
        last[period.region] = max(period.last, last.get(period.region, period.last))
    for region, day in sorted(last.items()):
        if day < today + SOON:
            yield Reason("check.school_calendar_ends", {"region": region, "last": day.isoformat()})


def _rules(policy: Policy, today: date) -> Iterable[Reason]:
    """A rule that ends soon and that no version of it follows."""
    starts = {(rule.id, rule.starts) for rule in policy.rules}
    for rule in policy.rules:
        if _soon(rule.ends, today) and (rule.id, rule.ends + timedelta(days=1)) not in starts:
            yield Reason("check.rule_ends", {"id": rule.id, "last": rule.ends.isoformat()})


def _prices(policy: Policy, today: date) -> Iterable[Reason]:
    for table in policy.prices.tables:
        if table.effective_to and _soon(table.effective_to, today):
            params = {"regions": table.regions, "last": table.effective_to.isoformat()}
            yield Reason("check.price_ends", params)


def _leads(policy: Policy, today: date) -> Iterable[Reason]:
    """The lead of a region that ends soon, with nothing after it: then that of the wider region holds again."""
    lines = [line for by_region in policy.matters.leads.values() for own in by_region.values() for line in own[-1:]]
    for line in lines:
        if _soon(line.ends, today):
            params = {"region": line.region, "matter": line.matter, "last": line.ends.isoformat()}
            yield Reason("check.lead_ends", params)


def _places(policy: Policy, _today: date) -> Iterable[Reason]:
    """A place that a rule, price, lead or school calendar names and that is no longer in force, with its successor."""
    named = {("rules.yaml", code) for rule in policy.rules for code in rule.regions}
    named |= {("prices.yaml", code) for table in policy.prices.tables for code in table.regions}
    named |= {("leads.csv", region) for by_region in policy.matters.leads.values() for region in by_region}
    named |= {("school_calendar.csv", period.region) for period in policy.school_calendar}
    for file, code in sorted(named):
        successor = policy.divisions.today(code)
        if successor is not None and successor.code != code:
            yield Reason("check.place_gone", {"file": file, "code": code, "successor": successor.full_name})


def _editions(policy: Policy, today: date) -> Iterable[Reason]:
    for edition in policy.editions:
        params = {"edition": edition.name, "as_of": edition.as_of.isoformat()}
        if edition.as_of > today:
            yield Reason("check.edition_ahead", params)
        elif edition.as_of + OLD <= today:
            yield Reason("check.edition_old", params)
