"""Join cases that are the same, split one that is not, and undo either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.resources.cases import changed
from api.schemas.cases import CaseItemOut
from api.schemas.headers import IfMatch
from api.schemas.joining import JoiningIn, MergeIn, SplitIn, SuggestionsOut, UndoIn
from policy.access import Permission
from policy.audit import Act
from services.desk.suggestions import suggest
from services.handing.joinings import join_cases, merge_cases
from services.handing.splitting import split_case
from services.handing.undoing import undo
from services.keyring import Actor
from services.work import Work

joining = Namespace("joining", path="/cases")


def with_others(answer: Answer, act: Act, case_ids: Iterable[str]) -> Answer:
    """The answer; the audit log says the same of the other cases that were touched, which no path names."""
    return replace(answer, each=tuple((act, case_id) for case_id in case_ids))


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
        into = join_cases(work, actor, case_id, headers["if_match"], body["into"])
        return with_others(changed(work, into), Act.CASE_JOIN, [into.id])


@joining.route("/<uuid:case_id>/merge")
class MergeOfCases(Resource):
    """Several cases become one."""

    @endpoint(
        allow=staff(Permission.MOVE_CASES),
        accepts=MergeIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=(404, 409),
        audits=Act.CASE_MERGE,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Move all reports of other cases of the office into the one that was seen, of all or of none."""
        into = merge_cases(work, actor, case_id, headers["if_match"], body["case_ids"])
        return with_others(changed(work, into), Act.CASE_MERGE, body["case_ids"])


@joining.route("/<uuid:case_id>/split")
class SplitOfCase(Resource):
    """One case becomes two."""

    @endpoint(
        allow=staff(Permission.MOVE_CASES),
        accepts=SplitIn,
        headers=IfMatch,
        returns=CaseItemOut,
        status=201,
        errors=(404, 409),
        audits=Act.CASE_SPLIT,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Move reports of the case that was seen into a new one with the same deadlines; the answer is the new case."""
        new = split_case(work, actor, case_id, headers["if_match"], body["report_ids"])
        return with_others(changed(work, new), Act.CASE_SPLIT, [new.id])


@joining.route("/<uuid:case_id>/undo")
class UndoOfCase(Resource):
    """Joining and splitting, undone."""

    @endpoint(
        allow=staff(Permission.MOVE_CASES),
        accepts=UndoIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=(404, 409),
        audits=Act.CASE_UNDO,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Undo joining or splitting of the case that was seen, within 30 days and while nobody was answered."""
        undone = undo(work, actor, case_id, headers["if_match"], body["versions"])
        return with_others(changed(work, undone.case), Act.CASE_UNDO, undone.other_ids)
