"""What an office looked at and whom it heard: lines in the case's history, sealed with its key (promise T7).

Of the kind of a check, of its day and of what came of it a thief reads nothing: that there was one, and when it was
written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from models import Case, new_id
from policy.access import Permission
from policy.decisions import Decisions, check_faults
from policy.lifecycle import Given
from policy.vocabulary import CheckKind, Event, FieldError, Reason, Speaker
from security.envelope import seal_json
from services.cases.access import capacity_of, find_case
from services.cases.beginnings import beginning_of
from services.cases.record import apply_move, checked_move, lock_case
from services.keyring import Actor, case_keys
from services.refusals import InvalidFields
from services.work import Work


@dataclass(frozen=True)
class SampledClass:
    """A class whose homework log was looked at: how it is called there, and its average minutes on that day."""

    name: str
    minutes: int


@dataclass(frozen=True)
class Check:
    """What was looked at, and what came of it."""

    kind: CheckKind
    checked_on: date
    text: str
    classes_sampled: tuple[SampledClass, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What somebody who is complained about says to it (陈述申辩)."""

    speaker: Speaker
    said_on: date
    text: str


def record_check(work: Work, actor: Actor, case_id: str, check: Check) -> Case:
    """Write down what was looked at; InvalidFields for too few classes, or one given twice, and for a day to come.

    And for one before the case was filed, or was last to be done again: what was looked at then counts no more.
    """
    faults = [*_classes(work.policy.decisions, check), *_day(work, "checked_on", check.checked_on)]
    if faults:
        raise InvalidFields(faults)
    said = {**asdict(check), "checked_on": check.checked_on.isoformat()}
    return _record(work, actor, case_id, Event.CHECK, {"check": said}, checked_on=check.checked_on)


def record_statement(work: Work, actor: Actor, case_id: str, statement: Heard) -> Case:
    """Write down what a school, an institution or somebody there says to it; InvalidFields for a day to come."""
    faults = list(_day(work, "said_on", statement.said_on))
    if faults:
        raise InvalidFields(faults)
    said = {**asdict(statement), "said_on": statement.said_on.isoformat()}
    return _record(work, actor, case_id, Event.HEAR, {"statement": said})


def _record(
    work: Work,
    actor: Actor,
    case_id: str,
    event: Event,
    detail: Mapping[str, object],
    *,
    checked_on: date | None = None,
) -> Case:
    with work.reading() as db:
        find_case(db, actor, case_id, Permission.MOVE_CASES)
        key = case_keys(db, actor, case_id, []).case_key
    event_id = new_id()
    sealed = seal_json(key, detail, table="case_event", column="sealed_detail", row_id=event_id)
    case = lock_case(work.db, case_id, actor=actor)
    move = checked_move(case, event, actor.role, Given(), field="text", capacity=capacity_of(actor, case))
    if checked_on is not None:
        _check_of_this_life(work, case, checked_on)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=sealed)
    work.db.flush()
    return case


def _check_of_this_life(work: Work, case: Case, checked_on: date) -> None:
    faults = list(check_faults(checked_on, beginning_of(work.db, case).on))
    if faults:
        raise InvalidFields(faults)


def _classes(decisions: Decisions, check: Check) -> Iterator[FieldError]:
    least, names = decisions.checks[check.kind].least_classes, [one.name for one in check.classes_sampled]
    if len(names) < least:
        yield FieldError("classes_sampled", Reason("check.classes_missing", {"least": least}))
    elif names and not least:
        yield FieldError("classes_sampled", Reason("check.classes_not_taken"))
    elif len(set(names)) < len(names):
        yield FieldError("classes_sampled", Reason("check.class_twice"))


def _day(work: Work, field: str, day: date) -> Iterator[FieldError]:
    if day > work.today:
        yield FieldError(field, Reason("check.in_future"))
