"""Pass a case on to the office that should have it."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.schemas.afterwards import HandedOut, OwnersOut, TransferIn
from api.schemas.headers import IfMatch
from policy.access import Permission
from policy.audit import Act
from policy.transfers import TransferReason
from services.desk.proposals import owners
from services.handing.transfers import Wish, transfer
from services.keyring import Actor
from services.work import Work

transfers = Namespace("transfers", path="/cases")


@transfers.route("/<uuid:case_id>/transfer")
class TransferOfCase(Resource):
    """A change of office."""

    @endpoint(
        allow=staff(Permission.TRANSFER_CASES),
        accepts=TransferIn,
        headers=IfMatch,
        returns=HandedOut,
        errors=(404, 409),
        audits=Act.CASE_TRANSFER,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Any:
        """Pass the case on; the third time two offices pass it back and forth, the office above both gets it."""
        wish = Wish(body["to_office_id"], TransferReason(body["reason_code"]), body["reason"])
        return transfer(work, actor, case_id, headers["if_match"], wish)


@transfers.route("/<uuid:case_id>/owners")
class Owners(Resource):
    """Offices that could take a case."""

    @endpoint(allow=staff(Permission.TRANSFER_CASES), returns=OwnersOut, errors=(404,), audits=Act.CASE_PROPOSE)
    def get(self, work: Work, actor: Actor, case_id: str) -> dict[str, Any]:
        """Offices that could take the case over: the one that is proposed, then the nearest first."""
        return {"items": owners(work, actor, case_id)}
