"""Names for the registry: suggested by an officer, decided by an administrator."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.common import PageQuery
from api.schemas.suggestions import AcceptanceIn, AcceptedOut, RegistrySuggestionIn, RegistrySuggestionsOut
from policy.access import Permission
from policy.audit import Act
from services.keyring import Actor
from services.paging import Asked
from services.registry.suggestions import accept_suggestion, decline_suggestion, list_suggestions, suggest_target
from services.work import Work

ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))

suggestions = Namespace("suggestions", path="/")


@suggestions.route("/cases/<uuid:case_id>/registry_suggestion")
class Suggestion(Resource):
    """A name for the registry."""

    @endpoint(
        allow=staff(Permission.BIND_TARGET),
        accepts=RegistrySuggestionIn,
        status=204,
        errors=(404, 409),
        audits=Act.CASE_SUGGEST_TARGET,
    )
    def post(self, work: Work, actor: Actor, case_id: str, body: dict[str, Any]) -> None:
        """Suggest whom the case is about for the registry, by a clean name: administrators read it unsealed."""
        suggest_target(work, actor, case_id, **body)


@suggestions.route("/registry/suggestions")
class Suggestions(Resource):
    """Names that wait."""

    @endpoint(allow=ADMINISTRATOR, query=PageQuery, returns=RegistrySuggestionsOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """Names that officers suggested; which cases they are for is not told."""
        return list_suggestions(work, Asked(**query))


@suggestions.route("/registry/suggestions/<uuid:suggestion_id>")
class OneSuggestion(Resource):
    """A name that waits."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404,), audits=Act.SUGGESTION_DECLINE)
    def delete(self, work: Work, suggestion_id: str) -> None:
        """It is not registered."""
        decline_suggestion(work, suggestion_id)


@suggestions.route("/registry/suggestions/<uuid:suggestion_id>/acceptance")
class Acceptance(Resource):
    """Accept a name."""

    @endpoint(
        allow=ADMINISTRATOR,
        accepts=AcceptanceIn,
        returns=AcceptedOut,
        errors=(404,),
        audits=Act.SUGGESTION_ACCEPT,
    )
    def post(self, work: Work, suggestion_id: str, body: dict[str, Any]) -> Answer:
        """Register it, or say which entry it is; the case it was suggested for is then about that."""
        facts = {name: body.pop(name) for name in ("stage", "boarding")}
        accepted = accept_suggestion(work, suggestion_id, facts=facts, **body)
        return Answer(accepted, case_id=accepted.case_id)
