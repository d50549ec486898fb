"""What a phone calls: file a report, look at it, answer, say where pushes go."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import anyone, receipt_holder
from api.outgoing import Answer
from api.schemas.common import MessageOut, TextIn
from api.schemas.headers import IdempotencyKey
from api.schemas.places import ChallengeOut
from api.schemas.reports import ChannelsOut, FiledOut, FindingsOut, MineOut, ReportIn, SubscriptionIn
from api.service import service
from policy.evidence import TAKES_EVIDENCE
from policy.lifecycle import UNANSWERED
from security.receipts import Receipt
from services.filing.acknowledgements import acknowledge
from services.filing.intake import Statement, file_report
from services.filing.triage import Complaint, find_only
from services.places import Place
from services.reporters.follow import answer, look
from services.reporters.subscriptions import PushTarget, channels_offered, subscribe, unsubscribe
from services.work import Work

reporters = Namespace("reporters", path="/")
POLL_OPEN_S, POLL_ANSWERED_S = 600, 86400


def complaint_of(body: dict[str, Any]) -> Complaint:
    """The part of a body that rules and routing look at."""
    return Complaint(body["category"], Place(**body["place"]), body["answers"], body["occurred_on"])


def statement_of(body: dict[str, Any]) -> Statement:
    """What a body says, without what only belongs to its way here."""
    said = {name: body[name] for name in ("text", "reporter_role", "safety", "avoid_local_office")}
    return Statement(complaint_of(body), **said)


@reporters.route("/challenges")
class Challenges(Resource):
    """Proof of work."""

    @endpoint(allow=anyone, returns=ChallengeOut, status=201)
    def post(self, work: Work) -> dict[str, Any]:
        """A challenge to solve before filing; good for ten minutes, once. For who asks for many it is harder."""
        return work.world.proof_of_work.new_challenge(work.now, effort=service().limits.effort(request))


@reporters.route("/findings")
class Findings(Resource):
    """Rules, before anything is filed."""

    @endpoint(allow=anyone, accepts=ReportIn, returns=FindingsOut)
    def post(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """What the rules make of a report before it is filed; nothing is stored."""
        return {"findings": find_only(work, complaint_of(body))}


@reporters.route("/reports")
class Reports(Resource):
    """Reports."""

    @endpoint(allow=anyone, accepts=ReportIn, headers=IdempotencyKey, returns=FiledOut, status=201, errors=(409, 410))
    def post(self, work: Work, headers: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """File a report; the same key and body again gives the same receipt."""
        receipt, statement = Receipt.from_idempotency_key(headers["idempotency_key"]), statement_of(body)
        target = PushTarget(**body["subscription"]) if body["subscription"] else None
        view = file_report(work, receipt, statement, body["challenge"], target)
        proof = acknowledge(work, receipt, statement, view)
        return {"receipt": receipt.text, "acknowledgement": proof, **vars(view)}


@reporters.route("/reports/mine")
class Mine(Resource):
    """The report of a receipt."""

    @endpoint(allow=receipt_holder, returns=MineOut, errors=(404,), conditional=True)
    def get(self, work: Work, receipt: Receipt) -> Answer:
        """How the report stands, and everything said about it."""
        view, subscribed = look(work, receipt)
        poll_after_s = POLL_OPEN_S if view.status in UNANSWERED else POLL_ANSWERED_S
        more = {"takes_evidence": view.status in TAKES_EVIDENCE, "subscribed": subscribed, "poll_after_s": poll_after_s}
        return Answer({**vars(view), **more}, etag=True)


@reporters.route("/reports/mine/messages")
class MyMessages(Resource):
    """What the reporter says to the office."""

    @endpoint(allow=receipt_holder, accepts=TextIn, returns=MessageOut, status=201, errors=(404,))
    def post(self, work: Work, receipt: Receipt, body: dict[str, Any]) -> Any:
        """Answer the office's question, or add something."""
        return answer(work, receipt, body["text"])


@reporters.route("/channels")
class Channels(Resource):
    """Ways for pushes."""

    @endpoint(allow=anyone, returns=ChannelsOut)
    def get(self, work: Work) -> dict[str, Any]:
        """The channels that this installation can send pushes through, with what a browser has to know to subscribe."""
        return {"items": channels_offered(work.world)}


@reporters.route("/reports/mine/subscription")
class MySubscription(Resource):
    """Where pushes go."""

    @endpoint(allow=receipt_holder, accepts=SubscriptionIn, status=204, errors=(404,))
    def put(self, work: Work, receipt: Receipt, body: dict[str, Any]) -> None:
        """Send pushes there from now on."""
        subscribe(work, receipt, PushTarget(**body))

    @endpoint(allow=receipt_holder, status=204, errors=(404,))
    def delete(self, work: Work, receipt: Receipt) -> None:
        """Send no pushes any more."""
        unsubscribe(work, receipt)
