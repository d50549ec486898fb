"""Legal holds: cases that are not deleted when their time is up. Who holds one reads nothing of it."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.holds import HoldIn, HoldOut, HoldsOut
from policy.access import Permission
from policy.audit import Act
from policy.retention import HoldReason
from services.retention import held_cases, hold_case, release_case
from services.work import Work

holds = Namespace("holds", path="/holds")
ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))


@holds.route("")
class Holds(Resource):
    """The cases that are held."""

    @endpoint(allow=ADMINISTRATOR, returns=HoldsOut)
    def get(self, work: Work) -> Any:
        """Every case that is held, and why; in one part, for they are few."""
        return {"items": held_cases(work)}

    @endpoint(allow=ADMINISTRATOR, accepts=HoldIn, returns=HoldOut, status=201, errors=(404,), audits=Act.HOLD_PLACE)
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """Keep the case of a report until it is released. Reporters can take their reports back all the same."""
        held = hold_case(work, body["reference"], HoldReason(body["reason_code"]))
        return Answer(held, case_id=held.case_id)


@holds.route("/<uuid:held_case_id>")
class HeldCase(Resource):
    """One of them."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404,), audits=Act.HOLD_RELEASE)
    def delete(self, work: Work, held_case_id: str) -> None:
        """Keep the case no longer than others."""
        release_case(work, held_case_id)
