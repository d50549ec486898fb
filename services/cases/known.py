"""What clocks come to by today's calendar: from when they began, by everything that has moved them since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from operator import itemgetter

from models import Case, Report
from policy.deadlines import Clocks, Due, pause
from policy.extensions import extended
from services.cases.beginnings import beginning_of, begun_again, clocks_since, filing_of
from services.cases.longer import extensions_in, longer_clock
from services.cases.past import Past, Place, past_of, past_of_report, past_until, since, taken_in
from services.cases.waits import Wait, waited, waited_for
from services.work import Work

Change = Callable[[Clocks], Clocks]
"""What something that happened made of the clocks."""


def known_clocks(work: Work, case: Case) -> Clocks:
    """What the clocks of a case come to, with those of the cases that were joined to it.

    It counts from the last time that the case began; a duty to tell by a certain day counts from the first. What was
    split off has the clocks of the case that it was in, as they were then.
    """
    return _known(work, case, past_of(work.db, case), {})


def known_finish(work: Work, case: Case, report: Report) -> Due:
    """What a report's own finish clock comes to, from its filing or the last time that its case began.

    Where it was asked something before its last day, no less than that of the case, later by its own wait.
    """
    past = past_of_report(work.db, case, report)
    begun = begun_again(work.db, past)
    after = since(past, begun.case_id, begun.version) if begun else past
    longer = list(_longer(work, case, after))
    own = _changed(clocks_since(work, case, begun or filing_of(past, report.filed_on)), longer)
    wait = waited_for(work.db, report, after)
    if wait is None or wait.asked_on > report.due_on:
        return Due(own.finish_on, own.is_provisional)
    shared = _changed(clocks_since(work, case, beginning_of(work.db, case)), [*longer, _later(work, wait)])
    return Due(max(own.finish_on, shared.finish_on), own.is_provisional or shared.is_provisional)


def _known(work: Work, case: Case, past: Past, found: dict[tuple[str, int], Clocks]) -> Clocks:
    filed, begun = filing_of(past, case.submitted_on), begun_again(work.db, past)
    known, first = clocks_since(work, case, begun or filed), clocks_since(work, case, filed)
    known = replace(known, told_on=first.told_on, told_is_provisional=first.told_is_provisional)
    after = since(past, begun.case_id, begun.version) if begun else past
    wait = waited(work.db, after)
    later = [] if wait is None else [_later(work, wait)]
    return _changed(known, [*_longer(work, case, after), *later, *_stricter(work, after, found)])


def _changed(known: Clocks, changes: Iterable[tuple[Place, Change]]) -> Clocks:
    """The clocks after all that changed them, in its order."""
    for _, change in sorted(changes, key=itemgetter(0)):
        known = change(known)
    return known


def _longer(work: Work, case: Case, past: Past) -> Iterator[tuple[Place, Change]]:
    """More time that the office took."""
    longer = longer_clock(work, work.db, case)
    if longer is not None:
        for number, stretch in enumerate(past):
            for version in extensions_in(work.db, stretch):
                yield (number, version), partial(_moved, by=partial(extended, work.policy.calendar, longer=longer))


def _later(work: Work, wait: Wait) -> tuple[Place, Change]:
    """The days that the office waited, unless it asked after the last day."""

    def by(finish_on: date) -> Due:
        if finish_on < wait.asked_on:
            return Due(finish_on, is_provisional=False)
        return pause(work.policy.calendar, finish_on, wait.asked_on, wait.ended_on)

    return wait.place, partial(_moved, by=by)


def _stricter(work: Work, past: Past, found: dict[tuple[str, int], Clocks]) -> Iterator[tuple[Place, Change]]:
    """Of each clock the earlier last day of the case and of one that was joined to it, as that was then.

    Looked for once each: what was split off and put back again and again would have the same past many times over.
    """
    for number, stretch in enumerate(past):
        for joining in taken_in(work.db, stretch):
            key = joining.case_id, joining.version
            if key not in found:
                joined = work.db.get_one(Case, joining.case_id)
                found[key] = _known(work, joined, past_until(work.db, *key), found)
            yield (number, joining.into_version), partial(_strictest, found[key])


def _moved(known: Clocks, by: Callable[[date], Due]) -> Clocks:
    later = by(known.finish_on)
    return replace(known, finish_on=later.on, is_provisional=known.is_provisional or later.is_provisional)


def _strictest(one: Clocks, other: Clocks) -> Clocks:
    """Of each clock the earlier last day, as joining takes it; a guess as long as either is."""
    return Clocks(
        accept_on=min(one.accept_on, other.accept_on),
        first_answer_on=min(one.first_answer_on, other.first_answer_on),
        finish_on=min(one.finish_on, other.finish_on),
        told_on=min((each.told_on for each in (one, other) if each.told_on is not None), default=None),
        is_provisional=one.is_provisional or other.is_provisional,
        told_is_provisional=one.told_is_provisional or other.told_is_provisional,
    )
