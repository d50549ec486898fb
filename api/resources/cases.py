"""The office's work: queue, case, moves, messages, notes, assignment, target."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.incoming import absent
from api.outgoing import Answer
from api.said import answers_said
from api.schemas.cases import (
    AssignmentIn,
    BoundOut,
    CaseItemOut,
    CaseOut,
    CasePageOut,
    ColleaguesOut,
    MoveIn,
    NoteIn,
    StaffMessageIn,
    TargetIn,
)
from api.schemas.fields import ME, reader
from api.schemas.headers import IfMatch, IfMatchWhenAsking
from api.schemas.queue import CasesQuery
from models import Case
from policy.access import Permission
from policy.audit import Act
from policy.reply_templates import reply_templates
from policy.steps import step
from policy.vocabulary import Event, Outcome, Severity
from services.cases.moves import Decision, move_case
from services.desk.case_view import CaseView, view_case
from services.desk.conversation import write_note, write_to_reporters
from services.desk.proposals import bind_and_propose
from services.desk.queue import list_cases, list_on_target, look_up, summarise
from services.desk.queue_order import Filters
from services.desk.work_on import assign, colleagues
from services.keyring import Actor
from services.paging import Asked
from services.work import Work

cases = Namespace("cases", path="/cases")
CHANGES = (404, 409)


def changed(work: Work, case: Case) -> Answer:
    """The case after a change, with its new entity tag."""
    return Answer(summarise(work, [case])[0], etag=str(case.version))


def filters_of(actor: Actor, query: dict[str, Any]) -> Filters:
    """The filters of a query, as the queue has them."""
    severity = Severity[query["severity"].upper()].value if "severity" in query else None
    return Filters(**{**query, "severity": severity, "assignee": assignee_of(actor, query)})


def assignee_of(actor: Actor, given: dict[str, Any]) -> str | None:
    """The id that was given, `me` being the actor's."""
    return actor.id if given.get("assignee") == ME else given.get("assignee")


def opened(work: Work, view: CaseView) -> dict[str, Any]:
    """A case with its answers said in the reader's language."""
    locale = reader.get().locale
    reports = [
        {**vars(report), "answers": answers_said(work.policy, report.category, report.answers, locale)}
        for report in view.reports
    ]
    steps = [step(event) for event in view.allowed_events]
    templates = reply_templates(work.policy.words, view.summary.case.matter, view.allowed_events)
    said = {"reports": reports, "steps": steps, "templates": list(templates)}
    return {**vars(view.summary), **vars(view), **said}


@cases.route("")
class Cases(Resource):
    """The queue."""

    @endpoint(
        allow=staff(Permission.READ_CASES), query=CasesQuery, returns=CasePageOut, errors=(404,), conditional=True
    )
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Answer:
        """Cases of the own office, alerts, and for a supervisor all below, most pressing first; or one of these."""
        if "reference" in query:
            return Answer(look_up(work, actor, query["reference"]), etag=True)
        cursor, limit = query.pop("cursor", None), query.pop("limit")
        if "target_of" in query:
            return Answer(list_on_target(work, actor, query["target_of"], Asked(cursor, limit)), etag=True)
        return Answer(list_cases(work, actor, filters_of(actor, query), cursor, limit), etag=True)


@cases.route("/<uuid:case_id>")
class OneCase(Resource):
    """A case."""

    @endpoint(allow=staff(Permission.READ_CASES), returns=CaseOut, errors=(404,), versioned=True, audits=Act.CASE_OPEN)
    def get(self, work: Work, actor: Actor, case_id: str) -> Answer:
        """A case with everything in it, from above without what is sealed; the entity tag is its version, never 304."""
        view = view_case(work, actor, case_id)
        is_open = bool(view.reports or view.notes or not view.is_sealed)
        return Answer(opened(work, view), etag=str(view.summary.case.version), audited=is_open)


@cases.route("/<uuid:case_id>/moves")
class Moves(Resource):
    """Status changes."""

    @endpoint(
        allow=staff(Permission.READ_CASES),
        accepts=MoveIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=CHANGES,
        audits=Act.CASE_MOVE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Move the case that was seen; the table of moves decides."""
        outcome = Outcome(body["outcome"]) if body["outcome"] else None
        decision = Decision(**{**body, "event": Event(body["event"]), "outcome": outcome})
        return changed(work, move_case(work, actor, case_id, headers["if_match"], decision))


@cases.route("/<uuid:case_id>/messages")
class Messages(Resource):
    """What the office says to the reporters."""

    @endpoint(
        allow=staff(Permission.MESSAGE_REPORTER),
        accepts=StaffMessageIn,
        headers=IfMatchWhenAsking,
        returns=CaseItemOut,
        status=201,
        errors=CHANGES,
        audits=Act.CASE_MESSAGE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Write to every reporter of the case; a question needs `If-Match`."""
        seen, ask = headers["if_match"], body["ask"]
        if ask and seen is None:
            raise absent("if_match", IfMatch)
        case = write_to_reporters(work, actor, case_id, body["text"], ask=ask, seen_version=seen)
        return changed(work, case)


@cases.route("/<uuid:case_id>/notes")
class Notes(Resource):
    """Notes of the office."""

    @endpoint(allow=staff(Permission.WRITE_NOTES), accepts=NoteIn, status=204, errors=(404,), audits=Act.CASE_NOTE)
    def post(self, work: Work, actor: Actor, case_id: str, body: dict[str, Any]) -> None:
        """Keep a note with the case."""
        write_note(work, actor, case_id, body["text"])


@cases.route("/<uuid:case_id>/assignment")
class Assignment(Resource):
    """Who works on it."""

    @endpoint(
        allow=staff(Permission.ASSIGN_CASES),
        accepts=AssignmentIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=CHANGES,
        audits=Act.CASE_ASSIGN,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Give the case to oneself, to a colleague, or to nobody."""
        assignee_id = assignee_of(actor, body)
        return changed(work, assign(work, actor, case_id, headers["if_match"], assignee_id))


@cases.route("/<uuid:case_id>/colleagues")
class Colleagues(Resource):
    """Who could work on it."""

    @endpoint(allow=staff(Permission.ASSIGN_CASES), returns=ColleaguesOut, errors=(404,))
    def get(self, work: Work, actor: Actor, case_id: str) -> dict[str, Any]:
        """Whom the case can be given to: those of its office who hold the present key and did not step aside."""
        return {"items": colleagues(work, actor, case_id)}


@cases.route("/<uuid:case_id>/target")
class Target(Resource):
    """Which school or institution it is about."""

    @endpoint(
        allow=staff(Permission.BIND_TARGET),
        accepts=TargetIn,
        headers=IfMatch,
        returns=BoundOut,
        errors=CHANGES,
        audits=Act.CASE_BIND_TARGET,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Bind the case to a registered school or institution; says if another office should have it then."""
        case, proposal = bind_and_propose(work, actor, case_id, headers["if_match"], **body)
        said = {**vars(summarise(work, [case])[0]), "proposed_owner": proposal}
        return Answer(said, etag=str(case.version))
