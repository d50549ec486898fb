"""The same for many cases at once: all that match a filter, or those that were seen, with a result for each."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.problems import document_of, status_of
from api.resources.cases import assignee_of, filters_of
from api.schemas.bulk import BulkIn, BulkOut, BulkQuery, MatchingOut
from api.schemas.cases import ColleaguesOut
from api.schemas.fields import Say, reader
from policy.access import Permission
from policy.audit import Act
from policy.bulk import AT_ONCE
from policy.transfers import TransferReason
from policy.vocabulary import Event
from services.cases.moves import Decision
from services.desk.bulk import Deed, Result, Seen, assigning, do_all, matching, moving, passing, telling
from services.desk.work_on import colleagues_of
from services.handing.transfers import Wish
from services.keyring import Actor
from services.refusals import Stale
from services.work import Work

bulk = Namespace("bulk", path="/cases")


def deed_of(actor: Actor, body: dict[str, Any]) -> Deed:
    """The one thing that a body says is to be done."""
    if body["move"] is not None:
        return moving(Decision(Event(body["move"]["event"])))
    if body["assignment"] is not None:
        return assigning(assignee_of(actor, body["assignment"]))
    if body["transfer"] is not None:
        wish = body["transfer"]
        return passing(Wish(wish["to_office_id"], TransferReason(wish["reason_code"]), wish["reason"]))
    return telling(body["message"]["text"])


def row_of(say: Say, result: Result) -> dict[str, Any]:
    """What came of one case, as it is told."""
    refusal = result.refusal
    return {
        "id": result.case_id,
        "status": 200 if refusal is None else status_of(refusal),
        "version": result.version,
        "problem": None if refusal is None else document_of(say, refusal),
        "changed": refusal.changed if isinstance(refusal, Stale) else [],
    }


@bulk.route("/matching")
class Matching(Resource):
    """What a filter matches."""

    @endpoint(allow=staff(Permission.READ_CASES), query=BulkQuery, returns=MatchingOut, errors=(404,))
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
        """The cases that a filter matches, 1,000 at most, each with its version: a snapshot to send back."""
        return {"items": matching(work, actor, filters_of(actor, query)), "at_once": AT_ONCE}


@bulk.route("/colleagues")
class OfficeColleagues(Resource):
    """Who works here."""

    @endpoint(allow=staff(Permission.ASSIGN_CASES), returns=ColleaguesOut)
    def get(self, work: Work, actor: Actor) -> dict[str, Any]:
        """Whom cases of the own office can be given to, by name; somebody may have stepped aside from one of them."""
        return {"items": colleagues_of(work, actor)}


@bulk.route("/bulk")
class Bulk(Resource):
    """Many cases at once."""

    @endpoint(
        allow=staff(Permission.READ_CASES),
        accepts=BulkIn,
        query=BulkQuery,
        returns=BulkOut,
        errors=(404,),
        audits=Act.CASE_BULK,
    )
    def post(self, work: Work, actor: Actor, query: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Do the same with many cases: a case that somebody changed meanwhile stays as it is, the others are done."""
        deed = deed_of(actor, body)
        chosen = (
            filters_of(actor, query)
            if body["all_that_match"]
            else [Seen(one["id"], one["version"]) for one in body["cases"]]
        )
        results = do_all(work, actor, chosen, deed)
        done = tuple((deed.act, result.case_id) for result in results if result.refusal is None)
        items = [row_of(reader.get().say, result) for result in results]
        return Answer({"items": items, "done": len(done)}, each=done)
