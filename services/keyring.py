"""Which key opens which: staff private key → office work key → report and case keys (DESIGN §4).

Every function reads wraps and opens them; none writes. CannotOpen never escapes as anything else: a wrap that is there
and does not open is damage, not a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, KeyGrant, Office, Report, ReportKeyWrap, TaskKeyWrap
from policy.vocabulary import Role
from security.envelope import open_sealed, seal
from security.receipts import Receipt
from security.wraps import WrapFor, unwrap, wrap
from services.refusals import NotFound, ResealPending

KeyWrap = CaseKeyWrap | ReportKeyWrap
WORK, OVERSIGHT = "work", "oversight"
RECOVERY = "recovery"


@dataclass(frozen=True)
class Actor:
    """A member of staff for the length of one request; `private_key` opens what their grants reach."""

    id: str
    username: str
    role: Role
    office_id: str | None
    private_key: bytes = field(repr=False)
    is_pending: bool = False
    has_second_factor: bool = False


def grant_for(office_id: str, purpose: str, holder_id: str, key_version: int) -> WrapFor:
    """What an office's private key is wrapped for; `holder_id` is a staff id, an office id or `recovery`."""
    return WrapFor(f"office_{purpose}_key", office_id, holder_id, key_version)


def report_key_for(report_id: str, office_id: str, key_version: int) -> WrapFor:
    """What a report's key is wrapped for."""
    return WrapFor("report", report_id, office_id, key_version)


def case_key_for(case_id: str, office_id: str, key_version: int) -> WrapFor:
    """What a case's key is wrapped for."""
    return WrapFor("case", case_id, office_id, key_version)


def task_key_for(task_id: str, office_id: str, key_version: int) -> WrapFor:
    """What a task's key is wrapped for: the office that was asked."""
    return WrapFor("task", task_id, office_id, key_version)


def work_key(db: Session, actor: Actor, key_version: int | None = None) -> bytes:
    """The private work key of the actor's office, by default the newest; NotFound for somebody who holds no grant."""
    held = (KeyGrant.office_id == actor.office_id, KeyGrant.purpose == WORK, KeyGrant.staff_id == actor.id)
    wanted = sa.select(KeyGrant).where(*held).order_by(KeyGrant.key_version.desc()).limit(1)
    grant = db.scalar(wanted if key_version is None else wanted.where(KeyGrant.key_version == key_version))
    if grant is None:
        raise NotFound
    return unwrap(actor.private_key, grant.wrapped_key, grant_for(grant.office_id, WORK, actor.id, grant.key_version))


@dataclass(frozen=True)
class CaseKeys:
    """The keys that open one case: its own, and that of each report in it by report id."""

    case_key: bytes = field(repr=False)
    report_keys: dict[str, bytes] = field(repr=False)

    def of(self, reports: Iterable[Report]) -> Iterator[tuple[Report, bytes]]:
        """Each report with its key; one whose key went since it was read was withdrawn meanwhile, and is left out."""
        return ((report, self.report_keys[report.id]) for report in reports if report.id in self.report_keys)


def case_keys(db: Session, actor: Actor, case_id: str, report_ids: Iterable[str]) -> CaseKeys:
    """The keys of a case that the actor's office holds; NotFound when it holds none, ResealPending when not yet."""
    case_wrap = db.get(CaseKeyWrap, (case_id, actor.office_id))
    if case_wrap is None:
        is_pending = db.scalar(sa.select(Case.reseal_pending).where(Case.id == case_id))
        raise ResealPending if is_pending else NotFound
    wraps = db.scalars(
        sa.select(ReportKeyWrap).where(
            ReportKeyWrap.report_id.in_(list(report_ids)), ReportKeyWrap.office_id == actor.office_id
        )
    ).all()
    # While the office changes its keys, wraps to the old and to the new ones stand side by side.
    versions = {case_wrap.key_version, *(row.key_version for row in wraps)}
    private = {version: work_key(db, actor, version) for version in versions}
    to_case = case_key_for(case_id, case_wrap.office_id, case_wrap.key_version)
    return CaseKeys(
        unwrap(private[case_wrap.key_version], case_wrap.wrapped_key, to_case),
        {
            row.report_id: unwrap(
                private[row.key_version],
                row.wrapped_key,
                report_key_for(row.report_id, row.office_id, row.key_version),
            )
            for row in wraps
        },
    )


def held_task_key(db: Session, actor: Actor, task_id: str) -> bytes | None:
    """The key of a task that the actor's office was asked to do; None when it was taken away."""
    row = db.get(TaskKeyWrap, (task_id, actor.office_id))
    if row is None:
        return None
    private = work_key(db, actor, row.key_version)
    return unwrap(private, row.wrapped_key, task_key_for(task_id, row.office_id, row.key_version))


def wrapped_task_key(office: Office, task_id: str, task_key: bytes) -> dict[str, Any]:
    """The columns of a task's key wrapped for an office."""
    return {"task_id": task_id, **_wrapped(office, task_key, task_key_for(task_id, office.id, office.key_version))}


def seal_report_key(receipt: Receipt, report_id: str, report_key: bytes) -> bytes:
    """The reporter's own wrap of the report key: only the receipt opens it."""
    return seal(receipt.unwrap_key, report_key, table="report", column="sealed_key", row_id=report_id)


def open_report_key(receipt: Receipt, report: Report) -> bytes:
    """The report key, by the receipt."""
    return open_sealed(receipt.unwrap_key, report.sealed_key, table="report", column="sealed_key", row_id=report.id)


def wrapped_case_key(office: Office, case_id: str, case_key: bytes) -> dict[str, Any]:
    """The columns of a case's key wrapped for an office, but for the case itself."""
    return _wrapped(office, case_key, case_key_for(case_id, office.id, office.key_version))


def wrapped_report_key(office: Office, report_id: str, report_key: bytes) -> dict[str, Any]:
    """The columns of a report's key wrapped for an office."""
    to = report_key_for(report_id, office.id, office.key_version)
    return {"report_id": report_id, **_wrapped(office, report_key, to)}


def _wrapped(office: Office, key: bytes, to: WrapFor) -> dict[str, Any]:
    wrapped = wrap(office.work_public_key, key, to)
    return {"office_id": office.id, "key_version": office.key_version, "wrapped_key": wrapped}


def wraps_for(office: Office, case_id: str, keys: CaseKeys) -> list[KeyWrap]:
    """The keys of a case and of its reports, for an office."""
    wraps: list[KeyWrap] = [CaseKeyWrap(case_id=case_id, **wrapped_case_key(office, case_id, keys.case_key))]
    wraps += (ReportKeyWrap(**wrapped_report_key(office, one, key)) for one, key in keys.report_keys.items())
    return wraps
