"""What the registry knows of the school or institution that a case is about."""

from __future__ import annotations

from dataclasses import dataclass

from models import Institution, Office, School
from services.desk.queue import CaseSummary
from services.keyring import Actor
from services.registry.facts import PriceCap, open_cases_on, price_caps
from services.work import Work


@dataclass(frozen=True)
class Registered:
    """A school or institution as it is registered.

    `stage`, `boarding` and `school_kind` are a school's, what follows `own_office` an institution's, and `approved_in`
    is the division that approved its online lessons. `own_office` takes reports instead of the office of the tree.
    `open_cases`: others on the same entry, where this reader sees them.
    """

    kind: str
    name: str
    division: str
    stage: str | None
    boarding: bool | None
    school_kind: str | None
    approved_in: str | None
    own_office: str | None
    facts: Institution | None
    price_caps: tuple[PriceCap, ...]
    open_cases: int


def registered(work: Work, actor: Actor, summary: CaseSummary) -> Registered | None:
    """The entry of the case's target; None while it is bound to none."""
    target = summary.school or summary.institution
    if target is None:
        return None
    own = work.db.get(Office, target.office_id) if target.office_id else None
    return Registered(
        kind="school" if isinstance(target, School) else "institution",
        name=target.name,
        division=work.policy.divisions.standing(target.division_code).full_name,
        stage=target.stage if isinstance(target, School) else None,
        boarding=target.boarding if isinstance(target, School) else None,
        school_kind=target.kind if isinstance(target, School) else None,
        approved_in=_approved_in(work, target),
        own_office=own.name if own else None,
        facts=summary.institution,
        price_caps=price_caps(work, target),
        open_cases=open_cases_on(work, actor, summary.case),
    )


def _approved_in(work: Work, target: School | Institution) -> str | None:
    code = target.approving_division_code if isinstance(target, Institution) else None
    return work.policy.divisions.standing(code).full_name if code else None
