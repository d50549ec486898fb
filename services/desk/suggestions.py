"""Cases of the office that may be one with another, where reports did not join by themselves: staff decide.

Names of targets that are in no register are sealed; they are opened and compared in the officer's session, and nothing
about them is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from models import Appeal, Case, Institution, Report, ReportKeyWrap, School
from policy.access import Permission
from policy.joining import Likeness, likeness_of_names
from policy.lifecycle import GOING_ON, UNANSWERED
from security.wraps import unwrap
from services.cases.access import find_case, visible
from services.cases.open_matters import is_set_apart
from services.cases.report_view import open_content
from services.desk.queue import CaseSummary, summarise
from services.keyring import Actor, report_key_for, work_key
from services.work import Work

LOOK_BACK = timedelta(days=90)
MOST = 10
LOOKED_AT = 60
"""How many cases are compared at most, the newest first, and how many reports are opened for it."""


@dataclass(frozen=True)
class Suggestion:
    """A case that may be the same; `can_join` when one tap would join the case that was asked about to it.

    `can_take_in`: one tap would join it to that case.
    """

    case: CaseSummary
    likeness: Likeness
    can_join: bool
    can_take_in: bool


def suggest(work: Work, actor: Actor, case_id: str) -> tuple[Suggestion, ...]:
    """The likeliest ten cases, strongest first; none for a case that is never joined. NotFound when it is not theirs.

    Compared are the office's cases of the last 90 days on the same matter in the same division, 60 at most.
    """
    case = find_case(work.db, actor, case_id, Permission.MOVE_CASES)
    if is_set_apart(work.db, case):
        return ()
    others = _others(work, actor, case)
    names = _names(work, actor, [case, *others])
    found = [(likeness, other) for other in others if (likeness := _likeness(case, other, names))]
    order = list(Likeness)
    best = sorted(found, key=lambda one: order.index(one[0]))[:MOST]  # of one likeness the newest stay first
    summaries = summarise(work, [other for _, other in best])
    return tuple(
        Suggestion(summary, likeness, can_join=_can_join(case, other), can_take_in=_can_join(other, case))
        for (likeness, other), summary in zip(best, summaries, strict=True)
    )


def _can_join(case: Case, into: Case) -> bool:
    return case.status in GOING_ON and into.status in UNANSWERED


def _others(work: Work, actor: Actor, case: Case) -> Sequence[Case]:
    """Other cases that might be meant: first those on the same registered target, then the newest."""
    apart = sa.or_(Case.safety, Case.avoid_local_office, sa.exists().where(Appeal.case_id == Case.id))
    has_reports = sa.exists().where(Report.case_id == Case.id)
    same = [Case.office_id, Case.matter, Case.division_code]
    wanted = (
        sa.select(Case)
        .where(visible(actor), *(column == getattr(case, column.key) for column in same), Case.id != case.id)
        .where(sa.not_(apart), has_reports, Case.submitted_on >= work.today - LOOK_BACK)
        .order_by(_same_target(case).desc(), Case.submitted_on.desc(), Case.id)
        .limit(LOOKED_AT)
    )
    return work.db.scalars(wanted).all()


def _same_target(case: Case) -> sa.ColumnElement[int]:
    """1 for another case on the same registered target, else 0."""
    targets = ((Case.school_id, case.school_id), (Case.institution_id, case.institution_id))
    named = [column == target_id for column, target_id in targets if target_id is not None]
    return sa.case((sa.or_(sa.false(), *named), 1), else_=0)


def _likeness(case: Case, other: Case, names: dict[str, set[str]]) -> Likeness | None:
    """By the register where both are in it, else by name."""
    one, another = ((each.school_id or each.institution_id) for each in (case, other))
    if one is not None and another is not None:
        return Likeness.SAME_TARGET if one == another else None
    return likeness_of_names(names[case.id], names[other.id])


def _names(work: Work, actor: Actor, cases: Sequence[Case]) -> dict[str, set[str]]:
    """What each case's target is called: in the register, or else by its reporters."""
    names: dict[str, set[str]] = {case.id: set() for case in cases}
    for column, table in ((Case.school_id, School), (Case.institution_id, Institution)):
        rows = sa.select(Case.id, table.name).join(table, table.id == column).where(Case.id.in_(names))
        for case_id, name in work.db.execute(rows):
            names[case_id].add(name)
    for case_id, name in _said(work, actor, [case_id for case_id, known in names.items() if not known]):
        names[case_id].add(name)
    return names


def _said(work: Work, actor: Actor, case_ids: Collection[str]) -> Iterable[tuple[str, str]]:
    """The names that reporters gave of unregistered targets, opened with the office's key."""
    rows = work.db.execute(
        sa.select(Report, ReportKeyWrap)
        .join(ReportKeyWrap, ReportKeyWrap.report_id == Report.id)
        .where(Report.case_id.in_(case_ids), ReportKeyWrap.office_id == actor.office_id)
        .order_by(Report.filed_on.desc(), Report.id)
        .limit(LOOKED_AT)
    ).all()
    private = {version: work_key(work.db, actor, version) for version in {held.key_version for _, held in rows}}
    for report, held in rows:
        to = report_key_for(report.id, held.office_id, held.key_version)
        name = open_content(report, unwrap(private[held.key_version], held.wrapped_key, to))["target_name"]
        if name:
            yield report.case_id, name
