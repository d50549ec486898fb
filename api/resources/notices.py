"""What an inspector takes to a school."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff
from api.outgoing import Answer
from api.schemas.headers import IfMatch
from api.schemas.notices import AdditionIn, SchoolNoticeOut
from policy.access import Permission
from policy.audit import Act
from services.desk.notices import notice_of, tell_more
from services.keyring import Actor
from services.work import Work

notices = Namespace("notices", path="/cases")
OFFICER = staff(Permission.MOVE_CASES)


@notices.route("/<uuid:case_id>/school_notice")
class SchoolNotice(Resource):
    """The notice to a school."""

    @endpoint(allow=OFFICER, returns=SchoolNoticeOut, errors=(404,), versioned=True, audits=Act.NOTICE_OPEN)
    def get(self, work: Work, actor: Actor, case_id: str) -> Answer:
        """Matter, stage and month: all that a school may know; the entity tag is the version of the case."""
        case, notice = notice_of(work, actor, case_id)
        return Answer({**vars(notice), "addition": None}, etag=str(case.version))

    @endpoint(
        allow=OFFICER,
        accepts=AdditionIn,
        headers=IfMatch,
        returns=SchoolNoticeOut,
        errors=(404, 409),
        audits=Act.NOTICE_EXCEED,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Show more than that: it is written to the history, with who did it and why."""
        case, notice = tell_more(work, actor, case_id, headers["if_match"], **body)
        return Answer({**vars(notice), "addition": body["addition"]}, etag=str(case.version))
