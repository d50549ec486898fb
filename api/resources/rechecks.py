"""Looking again at what was answered."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.resources.cases import CHANGES, changed
from api.schemas.cases import CaseItemOut
from api.schemas.deciding import RecheckIn
from api.schemas.headers import IfMatch
from api.schemas.rechecks import RechecksOut, RechecksQuery
from policy.access import Permission
from policy.audit import Act
from services.deciding.rechecks import Looked, record_recheck
from services.desk.rechecks import list_rechecks
from services.keyring import Actor
from services.paging import Asked
from services.work import Work

rechecks = Namespace("rechecks", path="/")


@rechecks.route("/cases/<uuid:case_id>/rechecks")
class RechecksOfCase(Resource):
    """Whether things were put right."""

    @endpoint(
        allow=staff(Permission.LOOK_AGAIN),
        accepts=RecheckIn,
        headers=IfMatch,
        audits=Act.CASE_RECHECK,
        returns=CaseItemOut,
        status=201,
        errors=CHANGES,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Record what was seen on the day that was promised, and tell the reporters."""
        return changed(work, record_recheck(work, actor, case_id, headers["if_match"], Looked(**body)))


@rechecks.route("/rechecks")
class Rechecks(Resource):
    """Where somebody has to go."""

    @endpoint(allow=staff(Permission.READ_CASES), query=RechecksQuery, returns=RechecksOut)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """Cases of the own office that are looked at again, for a supervisor of all below; the nearest day first."""
        due = query.pop("due")
        return list_rechecks(work, actor, Asked(**query), due=due)
