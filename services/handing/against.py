"""What an office may do with an appeal against its own answer: nothing, unless the one above sends it back (T8)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Appeal, Case, Office, Transfer
from policy.transfers import TransferReason, TransferRefused
from services.cases.past import office_then
from services.handing.local import with_all_above


def answered_by(db: Session, case_id: str) -> str | None:
    """The office whose answer this case is an appeal against, wherever the others went; None for a case that is none.

    It had the old case when the reporter appealed: what is answered is passed on only after it was reopened.
    """
    left = sa.select(office_then(Appeal.from_version)).join_from(Appeal, Case, Appeal.from_case_id == Case.id)
    return db.scalar(left.where(Appeal.case_id == case_id))


def can_uphold(db: Session, case: Case) -> bool:
    """Whether the office that has an appeal may say that the answer stands: not of its own answer.

    At the root, where nobody is above, somebody else of the office does; but not once it was sent back to be done anew.
    """
    answered = answered_by(db, case.id)
    if answered is None or answered != case.office_id:
        return answered is not None
    sent_back = (Transfer.case_id == case.id, Transfer.reason_code == TransferReason.SENT_BACK.value)
    was_sent_back = db.scalar(sa.select(Transfer.version).where(*sent_back).limit(1)) is not None
    return db.get_one(Office, case.office_id).superior_id is None and not was_sent_back


def check_not_against(db: Session, case: Case, wanted: Office) -> None:
    """TransferRefused for the office that an appeal is against and those below it: only sending back leads there.

    An office that was sent it back passes it on as any other; and below the root is everybody.
    """
    answered = answered_by(db, case.id)
    if answered in {None, case.office_id} or db.get_one(Office, answered).superior_id is None:
        return
    if answered in with_all_above(db, wanted):
        raise TransferRefused("transfer.appealed_against")
