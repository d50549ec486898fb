"""Proof of filing: signed when a report is filed, checked for whoever asks; nothing is stored for either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from security.acknowledgements import Signed, digest_of
from security.receipts import Receipt
from services.cases.report_view import ReportView
from services.filing.intake import Statement
from services.work import Work


@dataclass(frozen=True)
class Acknowledgement:
    """What the reporter may keep: with the report as it was sent, it proves that it was filed. Bytes in hexadecimal."""

    reference: str
    category: str
    filed_on: date
    nonce: str
    digest: str
    public_key: str
    signature: str


def acknowledge(work: Work, receipt: Receipt, statement: Statement, view: ReportView) -> Acknowledgement:
    """Sign for a report that was filed; the same again for whoever sends it again."""
    signer, nonce = work.world.signer, receipt.nonce
    signed = Signed(view.reference, view.category, view.filed_on, digest_of(nonce, statement.canonical()))
    return Acknowledgement(
        reference=signed.reference,
        category=signed.category,
        filed_on=signed.filed_on,
        nonce=nonce.hex(),
        digest=signed.digest.hex(),
        public_key=signer.public_key.hex(),
        signature=signer.sign(signed).hex(),
    )


def is_genuine(work: Work, said: Signed, nonce: bytes, signature: bytes, statement: Statement) -> bool:
    """Whether just this report was filed here, as the acknowledgement says. The database is not asked."""
    is_of_it = said.digest == digest_of(nonce, statement.canonical()) and said.category == statement.complaint.category
    return is_of_it and work.world.signer.is_genuine(said, signature)


def public_keys(work: Work) -> list[dict[str, object]]:
    """The keys that signed acknowledgements, the one in use first."""
    signer = work.world.signer
    return [{"public_key": key.hex(), "in_use": key == signer.public_key} for key in signer.public_keys]
