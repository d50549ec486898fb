"""A school or institution that no register names: an officer suggests a name for it, an administrator decides.

The text of a reporter is sealed and is never suggested by itself. An administrator sees name and place, and no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

import sqlalchemy as sa

from models import Case, Institution, Office, RegistrySuggestion, School, Staff
from policy.access import Permission
from policy.lifecycle import Given, MoveNotAllowed, next_status
from policy.vocabulary import Event, Role, Status
from services.cases.access import find_case
from services.cases.record import apply_move, checked_move, lock_case
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.places import target_of
from services.refusals import InvalidFields, NotFound, OfNoUse
from services.registry.edition import alone
from services.registry.entries import Entry, add_institution, add_school
from services.work import Work


class TargetKind(StrEnum):
    """What a suggestion is of."""

    SCHOOL = "school"
    INSTITUTION = "institution"


class TargetKnown(OfNoUse):
    """The case is about a registered school or institution already."""

    code = "target_known"


@dataclass(frozen=True)
class SuggestionView:
    """A name to be registered, where it is, and which office would have it."""

    id: str
    target_kind: str
    name: str
    division_code: str
    division: str
    office: str
    suggested_on: date


@dataclass(frozen=True)
class Accepted:
    """What came of a suggestion: the entry; the case is for the audit log alone."""

    entry_id: str
    case_id: str


def suggest_target(work: Work, actor: Actor, case_id: str, *, target_kind: str, name: str) -> None:
    """Suggest a name for the case's place, instead of what was suggested before. TargetKnown when it has an entry."""
    find_case(work.db, actor, case_id, Permission.BIND_TARGET)
    case = lock_case(work.db, case_id, actor=actor)
    checked_move(case, Event.BIND_TARGET, actor.role, Given(), field="name")
    if case.school_id is not None or case.institution_id is not None:
        raise TargetKnown
    work.db.execute(sa.delete(RegistrySuggestion).where(RegistrySuggestion.case_id == case.id))
    made = {"target_kind": target_kind, "name": name, "division_code": case.division_code}
    work.db.add(RegistrySuggestion(case_id=case.id, staff_id=actor.id, suggested_on=work.today, **made))
    work.db.flush()


def list_suggestions(work: Work, asked: Asked) -> Part[SuggestionView]:
    """Part of those that wait, the oldest first.

    Whose office it is, is asked for each of the part: joined, PostgreSQL looks it up for all that wait, and sorts them.
    """
    theirs = sa.select(Office.name).join(Staff, Staff.office_id == Office.id)
    office = theirs.where(Staff.id == RegistrySuggestion.staff_id).scalar_subquery()
    query = sa.select(RegistrySuggestion, sa.func.coalesce(office, ""))
    columns = (RegistrySuggestion.suggested_on, RegistrySuggestion.id)
    order = Order[SuggestionView](columns, lambda one: (one.suggested_on.isoformat(), one.id))
    return part_of(work, query, asked, order, bound=b"suggestions\n", item=partial(_view, work))


def accept_suggestion(
    work: Work, suggestion_id: str, *, entry_id: str | None, name: str, facts: Mapping[str, Any]
) -> Accepted:
    """Register it, or say which entry it is; its case is then about that, if it still stands open and is about none.

    InvalidFields for a name that is listed, an entry of another place; NotFound for a suggestion that is gone.
    """
    alone(work)
    found = work.db.get(RegistrySuggestion, suggestion_id)
    if found is None:
        raise NotFound
    case = lock_case(work.db, found.case_id)
    locked = work.db.get(RegistrySuggestion, suggestion_id, with_for_update=True, populate_existing=True)
    if locked is None or locked.case_id != case.id:  # decided, or gone into another case, as this waited for the lock
        raise NotFound
    target = _entry(work, found, entry_id) if entry_id else _registered(work, found, name, facts)
    _bind(work, case, found, target)
    work.db.delete(found)
    work.db.flush()
    return Accepted(target.id, case.id)


def decline_suggestion(work: Work, suggestion_id: str) -> None:
    """It is not registered; NotFound when it is gone."""
    found = work.db.get(RegistrySuggestion, suggestion_id, with_for_update=True)
    if found is None:
        raise NotFound
    work.db.delete(found)
    work.db.flush()


def _registered(work: Work, found: RegistrySuggestion, name: str, facts: Mapping[str, Any]) -> School | Institution:
    entry = Entry(work.policy.divisions.standing(found.division_code).code, name)
    if found.target_kind == TargetKind.INSTITUTION:
        return add_institution(work, entry)
    if facts.get("stage") is None:
        raise InvalidFields.one("stage", "field.required")
    return add_school(work, entry, **facts)


def _entry(work: Work, found: RegistrySuggestion, entry_id: str) -> School | Institution:
    is_school = found.target_kind == TargetKind.SCHOOL
    entry = work.db.get(School, entry_id) if is_school else work.db.get(Institution, entry_id)
    divisions = work.policy.divisions
    here = divisions.standing(found.division_code).code
    if entry is None or not target_of(entry).reportable_at(divisions, here):
        raise InvalidFields.one("entry_id", "place.target_unknown")
    return entry


def _bind(work: Work, case: Case, found: RegistrySuggestion, target: School | Institution) -> None:
    """As the officer who suggested it would: the history says so. Not when the case has gone on without it."""
    suggests = work.db.get_one(Staff, found.staff_id)
    is_known = case.school_id is not None or case.institution_id is not None
    if is_known or case.office_id != suggests.office_id:
        return
    try:
        move = next_status(Status(case.status), Event.BIND_TARGET, Role.OFFICER, Given())
    except MoveNotAllowed:
        return
    if isinstance(target, School):
        case.school_id = target.id
    else:
        case.institution_id = target.id
    apply_move(work, case, move, staff_id=found.staff_id)


def _view(work: Work, row: RegistrySuggestion, office: str) -> SuggestionView:
    division = work.policy.divisions.standing(row.division_code)
    return SuggestionView(
        row.id, row.target_kind, row.name, division.code, division.full_name, office, row.suggested_on
    )
