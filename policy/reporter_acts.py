"""What a reporter may do now, judged by what the receipt shows: it never tells that others share the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policy.disclosure import Act
from policy.lifecycle import APPEAL_DAYS, next_status
from policy.moves import Given, MoveIncomplete, MoveNotAllowed
from policy.vocabulary import Event, Role

ANSWERS = frozenset({Event.RESOLVE, Event.DECLINE, Event.REFER_OUT, Event.UPHOLD})
OFFERED = (Event.ANSWER, Event.RATE, Event.APPEAL, Event.WITHDRAW)


@dataclass(frozen=True)
class OpenActs:
    """The events that are open to the reporter, and until when an appeal is."""

    allowed_events: tuple[Event, ...]
    appeal_until: date | None


def open_to_reporter(timeline: Sequence[Act], today: date, *, rated: bool, asked_for_consent: bool) -> OpenActs:
    """What the table of moves lets the reporter do after this timeline, whose last line has the status."""
    answered_on = next((act.on for act in reversed(timeline) if act.event in ANSWERS), None)
    given = Given(
        reason=True,
        answered_days_ago=(today - answered_on).days if answered_on else 0,
        appealed=any(act.event is Event.APPEAL for act in timeline),
        rated=rated,
    )
    asked = (Event.CONSENT,) if asked_for_consent else ()
    events = tuple(event for event in (*asked, *OFFERED) if _is_open(timeline[-1], event, given))
    until = answered_on + timedelta(days=APPEAL_DAYS) if answered_on and Event.APPEAL in events else None
    return OpenActs(events, until)


def _is_open(last: Act, event: Event, given: Given) -> bool:
    try:
        next_status(last.status, event, Role.REPORTER, given)
    except (MoveNotAllowed, MoveIncomplete):
        return False
    return True
