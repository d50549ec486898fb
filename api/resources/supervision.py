"""The offices below, stepping aside, sealing what came up by itself, appeals, oversight, doing again, consent."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import receipt_holder, staff
from api.outgoing import Answer
from api.resources.cases import changed
from api.schemas.cases import CaseItemOut
from api.schemas.common import PageQuery
from api.schemas.headers import IfMatch
from api.schemas.supervision import (
    AppealDecisionIn,
    ConsentIn,
    ConsentRequestIn,
    OfficesBelowOut,
    OversightIn,
    RecusalIn,
    ReopeningIn,
)
from policy.access import Permission
from policy.audit import Act
from policy.vocabulary import Event
from security.receipts import Receipt
from services.handing.again import reopen
from services.handing.appeal_decisions import send_back, uphold
from services.handing.consents import ask_consent, consent
from services.handing.oversight import oversee
from services.handing.recusals import recuse
from services.handing.reseal import reseal
from services.keyring import Actor
from services.paging import Asked
from services.people.below import offices_below
from services.work import Work

supervision = Namespace("supervision", path="/")
CHANGES = (404, 409)


@supervision.route("/offices/below")
class OfficesBelow(Resource):
    """The offices below."""

    @endpoint(allow=staff(Permission.READ_OFFICES_BELOW), query=PageQuery, returns=OfficesBelowOut)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """Every office below the own one, with how many of its cases are open and overdue."""
        return offices_below(work, actor, Asked(**query))


@supervision.route("/cases/<uuid:case_id>/recusal")
class RecusalFromCase(Resource):
    """Stepping aside."""

    @endpoint(
        allow=staff(Permission.ASSIGN_CASES),
        accepts=RecusalIn,
        headers=IfMatch,
        status=204,
        errors=CHANGES,
        audits=Act.CASE_RECUSE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> None:
        """Have nothing more to do with a case; a colleague has it, or, where there is none, the office above."""
        recuse(work, actor, case_id, headers["if_match"], body["reason"])


@supervision.route("/cases/<uuid:case_id>/reseal")
class ResealOfCase(Resource):
    """The keys of a case that came up by itself."""

    @endpoint(allow=staff(Permission.ASSIGN_CASES), returns=CaseItemOut, errors=CHANGES, audits=Act.CASE_RESEAL)
    def post(self, work: Work, actor: Actor, case_id: str) -> Answer:
        """Seal it for this office, by the oversight key of the office below, which opens it no more."""
        return changed(work, reseal(work, actor, case_id))


@supervision.route("/cases/<uuid:case_id>/appeal")
class AppealDecision(Resource):
    """What becomes of an appeal."""

    @endpoint(
        allow=staff(Permission.DECIDE_APPEALS),
        accepts=AppealDecisionIn,
        headers=IfMatch,
        status=204,
        errors=CHANGES,
        audits=Act.CASE_DECIDE_APPEAL,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> None:
        """Uphold the answer, or send the case back to be done again by somebody else."""
        if body["decision"] == Event.UPHOLD:
            uphold(work, actor, case_id, headers["if_match"], body["public_reply"])
        else:
            send_back(work, actor, case_id, headers["if_match"], body["reason"])


@supervision.route("/cases/<uuid:case_id>/reopening")
class Reopening(Resource):
    """A case of an office below that is done again."""

    @endpoint(
        allow=staff(Permission.REOPEN_CASES_BELOW),
        accepts=ReopeningIn,
        headers=IfMatch,
        status=204,
        errors=CHANGES,
        audits=Act.CASE_REOPEN,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> None:
        """Have an office below do a case again that it has answered; the reporters are told why."""
        reopen(work, actor, case_id, headers["if_match"], body["reason"])


@supervision.route("/cases/<uuid:case_id>/oversight")
class OversightOfCase(Resource):
    """A case of an office below that is read from above."""

    @endpoint(
        allow=staff(Permission.OVERSEE_CASES),
        accepts=OversightIn,
        status=204,
        errors=CHANGES,
        audits=Act.CASE_OVERSEE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, body: dict[str, Any]) -> None:
        """Open it for today, with a reason; that office reads all of it, and the reporters which kind it was."""
        oversee(work, actor, case_id, body["reason_code"], body["reason"])


@supervision.route("/cases/<uuid:case_id>/consent")
class ConsentRequest(Resource):
    """Consent to give a case to the local office after all."""

    @endpoint(
        allow=staff(Permission.TRANSFER_CASES),
        accepts=ConsentRequestIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=CHANGES,
        audits=Act.CASE_ASK_CONSENT,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Ask the reporters; without their consent it does not go there."""
        return changed(work, ask_consent(work, actor, case_id, headers["if_match"], body["to_office_id"]))


@supervision.route("/reports/mine/consent")
class MyConsent(Resource):
    """The reporter's decision."""

    @endpoint(allow=receipt_holder, accepts=ConsentIn, status=204, errors=(404,))
    def post(self, work: Work, receipt: Receipt, body: dict[str, Any]) -> None:
        """Say whether the report may be given to the office that was named; it can be changed until it went there."""
        consent(work, receipt, agree=body["agree"])
