"""A child may be in danger: the nearest office above with somebody there gets the case as well, and can open it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, Office
from policy.vocabulary import Severity
from services.keyring import CaseKeys, KeyWrap, wraps_for
from services.people.members import first_to_alert
from services.work import Work


@dataclass(frozen=True)
class Alert:
    """What lets an office above open a case."""

    office_id: str
    wraps: tuple[KeyWrap, ...]


def prepare_alert(db: Session, case: Case, keys: CaseKeys) -> Alert | None:
    """The alert to an office above; None at the root, or when it was alerted before."""
    if case.alerted_office_id is not None:
        return None
    superior = first_to_alert(db, db.get_one(Office, case.office_id), case.id)
    return Alert(superior.id, tuple(wraps_for(superior, case.id, keys))) if superior is not None else None


def flag(work: Work, case: Case, alert: Alert | None, present: Collection[str]) -> None:
    """Mark a locked case as one about safety, and let the alerted office in: to those of its reports that are there."""
    case.safety, case.severity = True, Severity.URGENT.value
    if alert is not None:
        case.alerted_office_id = alert.office_id
        work.db.add_all(wrap for wrap in alert.wraps if isinstance(wrap, CaseKeyWrap) or wrap.report_id in present)
