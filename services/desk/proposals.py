"""What becomes of a case once it is known whom it is about: the office that should have it is proposed, never more.

An office of a school's or an institution's own, or that of the province that approved online lessons, may be another
than the one that has the case. An officer passes it on, or does not: nothing moves by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Institution, Office, Report, School
from policy.access import Permission, may
from policy.lifecycle import UNANSWERED
from policy.matters import is_online
from policy.routing import NoOffice, Organiser, Route, directory_of, route
from policy.vocabulary import Reason
from services.cases.access import capacity_of, find_case
from services.cases.report_view import open_content
from services.desk.work_on import bind_target
from services.handing.transfers import can_take, find_owners
from services.keyring import Actor, case_keys
from services.places import target_of
from services.work import Work


@dataclass(frozen=True)
class Proposal:
    """The office that should have the case, and why."""

    office: Office
    reason: Reason


def propose(work: Work, actor: Actor, case: Case, answers: Sequence[Mapping[str, Any]]) -> Proposal | None:
    """Where a case whose target is bound should go, for somebody who may send it there; None where it is right.

    `answers` are those of its reports: lessons are online when one of them says so.
    """
    if not _is_to_move(actor, case):
        return None
    found = _found(work.db, case)
    if found is None:
        return None
    target, online = target_of(found), any(is_online(one) for one in answers)
    organiser = Organiser(target.own_office_id, target.approved_in if online else None)
    if organiser == Organiser():
        return None
    return _elsewhere(work, case, organiser)


def bind_and_propose(
    work: Work, actor: Actor, case_id: str, seen_version: int, *, school_id: str | None, institution_id: str | None
) -> tuple[Case, Proposal | None]:
    """Say which school or institution a case is about, and hear where it should go then; see `bind_target`."""
    with work.reading() as db:
        answers = _opened(db, actor, find_case(db, actor, case_id, Permission.BIND_TARGET))
    case = bind_target(work, actor, case_id, seen_version, school_id=school_id, institution_id=institution_id)
    return case, propose(work, actor, case, answers)


def owners(work: Work, actor: Actor, case_id: str) -> Sequence[Office]:
    """Offices that could take a case: the one that is proposed, then the nearest."""
    near = find_owners(work, actor, case_id)
    case = find_case(work.db, actor, case_id, Permission.TRANSFER_CASES)
    proposal = propose(work, actor, case, _opened(work.db, actor, case)) if _is_to_move(actor, case) else None
    if proposal is None:
        return near
    return [proposal.office, *(office for office in near if office.id != proposal.office.id)]


def _opened(db: Session, actor: Actor, case: Case) -> list[Mapping[str, Any]]:
    """The answers of the case's reports, opened by the actor's keys."""
    reports = db.scalars(sa.select(Report).where(Report.case_id == case.id)).all()
    keys = case_keys(db, actor, case.id, [report.id for report in reports])
    return [open_content(report, key)["answers"] for report, key in keys.of(reports)]


def _is_to_move(actor: Actor, case: Case) -> bool:
    bound = case.school_id or case.institution_id
    return (
        bool(bound)
        and case.status in UNANSWERED
        and may(actor.role, Permission.TRANSFER_CASES, capacity_of(actor, case))
    )


def _found(db: Session, case: Case) -> School | Institution | None:
    return db.get(School, case.school_id) if case.school_id else db.get(Institution, case.institution_id)


def _elsewhere(work: Work, case: Case, organiser: Organiser) -> Proposal | None:
    """The office that the organiser leads to, unless it has or had the case, or may not have it."""
    chosen = _routed(work, case, organiser)
    office = work.db.get(Office, chosen.office_id) if chosen else None
    if chosen is None or office is None or not can_take(work, case, office):
        return None
    return Proposal(office, chosen.reason)


def _routed(work: Work, case: Case, organiser: Organiser) -> Route | None:
    divisions = work.policy.divisions
    here = divisions.standing(case.division_code).code
    above = [one.code for one in divisions.chain(divisions.standing(organiser.approved_in or here).code)]
    rows = work.db.scalars(sa.select(Office).where(Office.division_code.in_(above)))
    directory = directory_of(divisions, ((office.division_code, office.department, office.id) for office in rows))
    try:
        return route(divisions, work.policy.matters, directory, here, case.matter, organiser=organiser, on=work.today)
    except NoOffice:
        return None
