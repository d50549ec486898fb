"""A child may be in danger: the office above gets the case as well, at once, and can open it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, Office
from policy.vocabulary import Severity
from services.keyring import CaseKeys, KeyWrap, wraps_for
from services.people.members import nearest_above
from services.work import Work


@dataclass(frozen=True)
class Alert:
    """What lets the office above open a case."""

    office_id: str
    wraps: tuple[KeyWrap, ...]


def prepare_alert(db: Session, case: Case, keys: CaseKeys) -> Alert | None:
    """The alert to the office above; None at the root, or when it was alerted before."""
    superior = nearest_above(db, db.get_one(Office, case.office_id))
    if case.alerted_office_id is not None or superior is None:
        return None
    return Alert(superior.id, tuple(wraps_for(superior, case.id, keys)))


def flag(work: Work, case: Case, alert: Alert | None, present: Collection[str]) -> None:
    """Mark a locked case as one about safety, and let the office above in: to those of its reports that are there."""
    case.safety, case.severity = True, Severity.URGENT.value
    if alert is not None:
        case.alerted_office_id = alert.office_id
        work.db.add_all(wrap for wrap in alert.wraps if isinstance(wrap, CaseKeyWrap) or wrap.report_id in present)
