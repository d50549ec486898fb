"""Join a case to another that is the same."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.resources.cases import changed
from api.schemas.cases import CaseItemOut
from api.schemas.headers import IfMatch
from api.schemas.joining import JoiningIn, SuggestionsOut
from policy.access import Permission
from policy.audit import Act
from services.desk.suggestions import suggest
from services.handing.joinings import join_cases
from services.keyring import Actor
from services.work import Work

joining = Namespace("joining", path="/cases")


@joining.route("/<uuid:case_id>/suggestions")
class Suggestions(Resource):
    """Cases that may be the same."""

    @endpoint(allow=staff(Permission.MOVE_CASES), returns=SuggestionsOut, errors=(404,), audits=Act.CASE_COMPARE)
    def get(self, work: Work, actor: Actor, case_id: str) -> dict[str, Any]:
        """Cases of the office that may be one with this, the likeliest first."""
        return {"items": suggest(work, actor, case_id)}


@joining.route("/<uuid:case_id>/joining")
class JoiningOfCase(Resource):
    """The end of a case in another."""

    @endpoint(
        allow=staff(Permission.MOVE_CASES),
        accepts=JoiningIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=(404, 409),
        audits=Act.CASE_JOIN,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Move all reports of the case into another of the office; the answer is that other case."""
        return changed(work, join_cases(work, actor, case_id, headers["if_match"], body["into"]))
