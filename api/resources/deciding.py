"""How an answer comes about: checks, statements, proposals, and the second person who approves them."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.resources.cases import CHANGES, changed
from api.schemas.cases import CaseItemOut
from api.schemas.deciding import ApprovalDecisionIn, ApprovalIn, CheckIn, HeardIn
from api.schemas.headers import IfMatch
from policy.access import Permission
from policy.audit import Act
from policy.vocabulary import CheckKind, Event, Outcome, Speaker
from services.cases.moves import Decision
from services.deciding.approvals import Verdict, decide, propose
from services.deciding.checks import Check, Heard, SampledClass, record_check, record_statement
from services.keyring import Actor
from services.work import Work

deciding = Namespace("deciding", path="/cases")
OFFICER = staff(Permission.MOVE_CASES)


@deciding.route("/<uuid:case_id>/checks")
class Checks(Resource):
    """What an office looked at."""

    @endpoint(allow=OFFICER, accepts=CheckIn, audits=Act.CASE_CHECK, returns=CaseItemOut, status=201, errors=CHANGES)
    def post(self, work: Work, actor: Actor, case_id: str, body: dict[str, Any]) -> Answer:
        """Record a visit, a homework log, documents, or whom the office asked."""
        sampled = tuple(SampledClass(**each) for each in body.pop("classes_sampled"))
        check = Check(**{**body, "kind": CheckKind(body["kind"])}, classes_sampled=sampled)
        return changed(work, record_check(work, actor, case_id, check))


@deciding.route("/<uuid:case_id>/statements")
class Statements(Resource):
    """Whom an office heard."""

    @endpoint(allow=OFFICER, accepts=HeardIn, audits=Act.CASE_HEAR, returns=CaseItemOut, status=201, errors=CHANGES)
    def post(self, work: Work, actor: Actor, case_id: str, body: dict[str, Any]) -> Answer:
        """Record what school, institution or teacher say to it."""
        statement = Heard(**{**body, "speaker": Speaker(body["speaker"])})
        return changed(work, record_statement(work, actor, case_id, statement))


@deciding.route("/<uuid:case_id>/approval")
class Approval(Resource):
    """An answer that is proposed."""

    @endpoint(
        allow=OFFICER,
        accepts=ApprovalIn,
        headers=IfMatch,
        audits=Act.CASE_SUBMIT,
        returns=CaseItemOut,
        status=201,
        errors=CHANGES,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Propose an answer to a second person of the office."""
        outcome = Outcome(body["outcome"]) if body["outcome"] else None
        decision = Decision(**{**body, "event": Event(body["event"]), "outcome": outcome})
        return changed(work, propose(work, actor, case_id, headers["if_match"], decision))


@deciding.route("/<uuid:case_id>/approval/decision")
class ApprovalDecision(Resource):
    """What becomes of it."""

    @endpoint(
        allow=staff(Permission.APPROVE_CASES),
        accepts=ApprovalDecisionIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=CHANGES,
        audits=Act.CASE_APPROVE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Approve it, by which the reporters have the answer, or send it back, saying why; never one's own."""
        return changed(work, decide(work, actor, case_id, headers["if_match"], Verdict(**body)))
