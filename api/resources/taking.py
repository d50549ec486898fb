"""What staff take for whoever calls or comes: filed as a phone files it, with the receipt for the caller alone."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.resources.reporters import statement_of
from api.schemas.headers import IdempotencyKey
from api.schemas.reports import TakenIn, TakenOut
from policy.access import Permission
from policy.audit import Act
from policy.vocabulary import Source
from security.receipts import Receipt
from services.filing.intake import take_report
from services.work import Work

taking = Namespace("taking", path="/reports")


@taking.route("/taken")
class TakenReports(Resource):
    """Reports of others."""

    @endpoint(
        allow=unnamed(staff(Permission.TAKE_REPORTS)),
        accepts=TakenIn,
        headers=IdempotencyKey,
        returns=TakenOut,
        status=201,
        errors=(409, 410),
        audits=Act.REPORT_TAKE,
    )
    def post(self, work: Work, headers: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """File a report for whoever calls or comes; the receipt is theirs, and nothing says which report it was."""
        receipt = Receipt.from_idempotency_key(headers["idempotency_key"])
        view = take_report(work, receipt, statement_of(body), Source(body["source"]))
        return {"receipt": receipt.text, **vars(view)}
