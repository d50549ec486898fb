"""What would change if one policy took the place of another, for `flask policy diff`: routing, rules, days, prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from policy import Policy
from policy.deadlines import Deadline
from policy.leads import DAY, LeadLine
from policy.matters import Matter
from policy.retention import EVERY
from policy.routing import Directory, NoOffice, route
from policy.rules import Rule
from policy.supervision import LimitRow
from policy.vocabulary import Reason

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
NO_DIRECTORY: Directory = {}
CODES_OF_DIFFERENCES = (
    "diff.matter_added",
    "diff.matter_removed",
    "diff.matter_lead",
    "diff.matter_changed",
    "diff.lead_added",
    "diff.lead_removed",
    "diff.reports_move",
    "diff.reports_move_on",
    "diff.places",
    "diff.rule_added",
    "diff.rule_removed",
    "diff.rule_on",
    "diff.rule_off",
    "diff.rule_changed",
    "diff.deadline_added",
    "diff.deadline_removed",
    "diff.deadline_changed",
    "diff.limit_changed",
    "diff.count_changed",
    "diff.prices",
    "diff.holidays",
    "diff.school_calendar",
    "diff.words",
)


def diff(old: Policy, new: Policy, directory: Directory = NO_DIRECTORY, today: date = date.max) -> tuple[Reason, ...]:
    """Every difference as a reason for `words.say`; empty when there is none.

    `directory` is that of the offices there are (`routing.Directory`); with it, the places whose new reports would go
    to another office are counted for each matter: those of `today`, and those of each later day on which a department
    takes the lead in a region (without `today`, once all changes are made). Reports already filed do not move by
    themselves.
    """
    return (
        *_matters(old, new),
        *_leads(old, new),
        *_moves(old, new, directory, today),
        *_rules(old, new),
        *_deadlines(old, new),
        *_limits(old, new),
        *_retention(old, new),
        *_counts(old, new),
    )


def _changes(old: Mapping[K, T], new: Mapping[K, T]) -> tuple[list[K], list[K], list[K]]:
    """Keys added, removed, and with another value."""
    added, removed = [key for key in new if key not in old], [key for key in old if key not in new]
    return added, removed, [key for key in old if key in new and old[key] != new[key]]


def _matters(old: Policy, new: Policy) -> Iterable[Reason]:
    before, after = old.matters.by_code, new.matters.by_code
    added, removed, changed = _changes(before, after)
    yield from (Reason("diff.matter_added", {"matter": code, "now": _department(after[code])}) for code in added)
    yield from (Reason("diff.matter_removed", {"matter": code, "was": _department(before[code])}) for code in removed)
    for code in changed:
        params = {"matter": code, "was": _department(before[code]), "now": _department(after[code])}
        if before[code].lead == after[code].lead:
            yield Reason("diff.matter_changed", {"matter": code})
        else:
            yield Reason("diff.matter_lead", params)


def _department(matter: Matter) -> Reason:
    return Reason(f"department.{matter.lead}")


def _leads(old: Policy, new: Policy) -> Iterable[Reason]:
    """What regions say themselves, line by line."""
    before, after = _lines(old), _lines(new)
    yield from (Reason("diff.lead_removed", _lead(line)) for line in before if line not in after)
    yield from (Reason("diff.lead_added", _lead(line)) for line in after if line not in before)


def _lines(policy: Policy) -> list[LeadLine]:
    return [line for by_region in policy.matters.leads.values() for own in by_region.values() for line in own]


def _lead(line: LeadLine) -> dict[str, object]:
    days = {"starts": line.effective_from or "–", "ends": line.effective_to or "–"}
    return {"region": line.region, "matter": line.matter, "department": line.department, **days}


def _moves(old: Policy, new: Policy, directory: Directory, today: date) -> Iterable[Reason]:
    """For each matter of both, from which office to which other how many places would move, and from when on."""
    here, there = old.divisions.reportable_codes, new.divisions.reportable_codes
    if here != there:
        yield Reason("diff.places", {"added": len(there - here), "removed": len(here - there)})
    for matter in _rerouted(old, new) if directory else ():
        known: Moved = Counter()
        for on in _days_of_change(old, new, matter, today):
            moved = _moved(old, new, directory, matter, on)
            later = {"on": on.isoformat()} if on > today else {}
            code = "diff.reports_move_on" if later else "diff.reports_move"
            for (was, now), places in sorted(moved.items()) if moved != known else ():
                yield Reason(code, {"matter": matter, "places": places, "was": was, "now": now, **later})
            known = moved


Moved = Counter[tuple[str, str]]
"""How many places move, by the offices they go from and to."""


def _moved(old: Policy, new: Policy, directory: Directory, matter: str, on: date) -> Moved:
    both = old.divisions.reportable_codes & new.divisions.reportable_codes
    ways = ((_office(old, directory, code, matter, on), _office(new, directory, code, matter, on)) for code in both)
    return Counter((was, now) for was, now in ways if was != now)


def _days_of_change(old: Policy, new: Policy, matter: str, today: date) -> list[date]:
    """Today, and every later day on which a line of either policy begins or has just ended."""
    lines = [line for line in (*_lines(old), *_lines(new)) if line.matter == matter]
    days = {line.starts for line in lines} | {line.ends + DAY for line in lines if line.ends < date.max}
    return [today, *sorted(day for day in days if day > today)]


def _rerouted(old: Policy, new: Policy) -> Iterable[str]:
    """The matters of both that may go to another office: those with new leads; all, where the places differ."""
    same_places = old.divisions.chains == new.divisions.chains
    before, after = old.matters.by_code, new.matters.by_code
    there, then = old.matters.leads, new.matters.leads
    new_leads = {code for code in before if code in after and before[code].lead != after[code].lead}
    new_leads |= {code for code in before if there.get(code) != then.get(code)}
    return [code for code in before if code in after and (not same_places or code in new_leads)]


def _office(policy: Policy, directory: Directory, code: str, matter: str, on: date) -> str:
    """The id of the office that a report of the matter at the place goes to on that day; `-` if there is none."""
    try:
        return route(policy.divisions, policy.matters, directory, code, matter, on=on).office_id
    except NoOffice:
        return "-"


def _rules(old: Policy, new: Policy) -> Iterable[Reason]:
    before, after = _by_id(old), _by_id(new)
    added, removed, changed = _changes(before, after)
    yield from (Reason("diff.rule_added", {"id": rule_id}) for rule_id in added)
    yield from (Reason("diff.rule_removed", {"id": rule_id}) for rule_id in removed)
    for rule_id in changed:
        was, now = (any(rule.enabled for rule in rules[rule_id]) for rules in (before, after))
        code = "diff.rule_changed" if was == now else "diff.rule_on" if now else "diff.rule_off"
        yield Reason(code, {"id": rule_id})


def _by_id(policy: Policy) -> dict[str, tuple[Rule, ...]]:
    versions: dict[str, tuple[Rule, ...]] = {}
    for rule in policy.rules:
        versions[rule.id] = (*versions.get(rule.id, ()), rule)
    return versions


def _deadlines(old: Policy, new: Policy) -> Iterable[Reason]:
    before, after = old.deadlines, new.deadlines
    added, removed, changed = _changes(before, after)
    yield from (Reason("diff.deadline_added", _line(after[key]) | {"now": _days(after[key])}) for key in added)
    yield from (Reason("diff.deadline_removed", _line(before[key]) | {"was": _days(before[key])}) for key in removed)
    for key in changed:
        params = _line(after[key]) | {"was": _days(before[key]), "now": _days(after[key])}
        yield Reason("diff.deadline_changed", params)


def _limits(old: Policy, new: Policy) -> Iterable[Reason]:
    """How long the office above waits, and how often something may be done: every policy has every limit."""
    for limit in _changes(old.limits, new.limits)[2]:
        was, now = old.limits[limit], new.limits[limit]
        if (was.days, was.unit) != (now.days, now.unit):
            yield Reason("diff.limit_changed", {"limit": limit.value, "was": _days(was), "now": _days(now)})
    for count in _changes(old.counts, new.counts)[2]:
        before, after = old.counts[count].most, new.counts[count].most
        if before != after:
            yield Reason("diff.count_changed", {"count": count.value, "was": before, "now": after})


def _retention(old: Policy, new: Policy) -> Iterable[Reason]:
    """How long ended cases are kept. What is due by the new lines is deleted soon after they are in force."""
    before, after = old.retention.days, new.retention.days
    for status, category in sorted(before.keys() | after.keys()):
        was, now = (days.get((status, category), days[status, EVERY]) for days in (before, after))
        if was != now:
            yield Reason("diff.retention_changed", {"status": status, "category": category, "was": was, "now": now})


def _line(deadline: Deadline) -> dict[str, object]:
    return {
        "matter": deadline.matter,
        "department": deadline.department,
        "region": deadline.region,
        "clock": deadline.clock.value,
    }


def _days(period: Deadline | LimitRow) -> Reason:
    return Reason(f"diff.{period.unit}", {"days": period.days})


def _counts(old: Policy, new: Policy) -> Iterable[Reason]:
    """Long lists are counted, not shown."""
    counted = {
        "diff.prices": (old.prices.tables, new.prices.tables),
        "diff.holidays": (_days_off(old), _days_off(new)),
        "diff.school_calendar": (old.school_calendar, new.school_calendar),
        "diff.words": (_texts(old), _texts(new)),
    }
    for code, (before, after) in counted.items():
        added, removed = len(set(after) - set(before)), len(set(before) - set(after))
        if added or removed:
            yield Reason(code, {"added": added, "removed": removed})


def _days_off(policy: Policy) -> set[tuple[str, object]]:
    calendar = policy.calendar
    return {("holiday", day) for day in calendar.holidays} | {("workday", day) for day in calendar.makeup_workdays}


def _texts(policy: Policy) -> set[tuple[str, str, str]]:
    return {(locale, code, text) for locale, texts in policy.words.texts.items() for code, text in texts.items()}
