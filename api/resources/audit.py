"""The audit log, for auditors: who did what, when. Nobody reads a case here."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.audit import ActsOut, AuditFilter, AuditPageOut, AuditQuery
from api.schemas.fields import reader
from api.streams import Stream
from policy.access import Permission
from policy.audit import Act
from services.audit.reading import Wanted, audit_table, page_of_audit
from services.paging import Asked
from services.work import Work

audit = Namespace("audit", path="/audit")
AUDITOR = unnamed(staff(Permission.READ_AUDIT))
TABLE = Stream(("text/csv",), 0)
AS_FILE = {"Content-Disposition": "attachment; filename=audit.csv"}


@audit.route("")
class Log(Resource):
    """The log."""

    @endpoint(allow=AUDITOR, query=AuditQuery, returns=AuditPageOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """What staff did, newest first."""
        asked = Asked(query.pop("cursor", None), query.pop("limit"))
        return page_of_audit(work, Wanted(**query), asked)


@audit.route("/acts")
class Acts(Resource):
    """What the log can be narrowed to."""

    @endpoint(allow=AUDITOR, returns=ActsOut)
    def get(self, work: Work) -> Any:
        """Every act, in the reader's language."""
        say = partial(work.policy.words.say, params={}, locale=reader.get().locale)
        return {"items": [{"value": act.value, "label": say(f"audit_act.{act}")} for act in Act]}


@audit.route("/table")
class Table(Resource):
    """The log as a table."""

    @endpoint(allow=AUDITOR, query=AuditFilter, returns=TABLE, audits=Act.AUDIT_EXPORT)
    def get(self, work: Work, query: dict[str, Any]) -> Answer:
        """What staff did, as CSV; that it was taken away stands in the log itself."""
        return Answer(audit_table(work, Wanted(**query)), headers=AS_FILE)
