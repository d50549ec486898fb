"""What a supervisor sees of the offices below."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.schemas.oversight import OfficesBelowOut
from policy.access import Permission
from services.keyring import Actor
from services.people.below import offices_below
from services.work import Work

oversight = Namespace("oversight", path="/offices")


@oversight.route("/below")
class OfficesBelow(Resource):
    """The offices below."""

    @endpoint(allow=staff(Permission.READ_OFFICES_BELOW), returns=OfficesBelowOut)
    def get(self, work: Work, actor: Actor) -> dict[str, Any]:
        """Every office below the own one, with how many of its cases are open and overdue."""
        return {"items": offices_below(work, actor)}
