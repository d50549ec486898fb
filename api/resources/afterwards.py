"""What a reporter does later: rate the answer, appeal against it, take the report back."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import receipt_holder
from api.schemas.afterwards import AppealIn, RatingIn
from security.receipts import Receipt
from services.reporters.afterwards import Opinion, rate, withdraw
from services.reporters.appeals import appeal
from services.work import Work

afterwards = Namespace("afterwards", path="/reports/mine")


@afterwards.route("/rating")
class MyRating(Resource):
    """What the reporter thinks of the answer."""

    @endpoint(allow=receipt_holder, accepts=RatingIn, status=204, errors=(404,))
    def post(self, work: Work, receipt: Receipt, body: dict[str, Any]) -> None:
        """Rate the answer; it can be changed until the case is closed."""
        rate(work, receipt, Opinion(**body))


@afterwards.route("/appeal")
class MyAppeal(Resource):
    """Another look by the office above."""

    @endpoint(allow=receipt_holder, accepts=AppealIn, status=204, errors=(404,))
    def post(self, work: Work, receipt: Receipt, body: dict[str, Any]) -> None:
        """Have the office above look again: once, within 30 days of the answer."""
        appeal(work, receipt, body["reason"])


@afterwards.route("/withdrawal")
class MyWithdrawal(Resource):
    """The end of a report."""

    @endpoint(allow=receipt_holder, status=204, errors=(404,))
    def post(self, work: Work, receipt: Receipt) -> None:
        """Take the report back: its keys, messages and contents are destroyed at once, and cannot be brought back."""
        withdraw(work, receipt)
