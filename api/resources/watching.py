"""More time, once; urging from above; reminders; how the offices below work."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.figure_tables import conduct_table
from api.guards import staff
from api.outgoing import Answer
from api.resources.cases import changed
from api.schemas.cases import CaseItemOut
from api.schemas.fields import reader
from api.schemas.headers import IfMatch
from api.schemas.watching import (
    BackReportIn,
    ConductOut,
    ConductPeriod,
    ConductQuery,
    ExtensionIn,
    ReadIn,
    RemindersOut,
    RemindersQuery,
    UrgingIn,
)
from api.streams import Stream
from policy.access import Permission
from policy.audit import Act
from policy.vocabulary import Event
from services.desk.reminders import list_reminders, mark_read
from services.keyring import Actor
from services.paging import Asked
from services.watching.conduct import conduct_of_all, conduct_of_offices, period_of
from services.watching.extension import extend
from services.watching.urging import Wish, report_back, urge
from services.watching.why import Why
from services.work import Work

watching = Namespace("watching", path="/")
CHANGES = (404, 409)
SEES_BELOW = staff(Permission.READ_OFFICES_BELOW)
TABLE = Stream(("text/csv",), 0)


@watching.route("/cases/<uuid:case_id>/extension")
class ExtensionOfCase(Resource):
    """More time."""

    @endpoint(
        allow=staff(Permission.READ_CASES),
        accepts=ExtensionIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=CHANGES,
        audits=Act.CASE_EXTEND,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Take more time, once, before the last day is over and where the matter allows it; reporters read why."""
        why = Why(body["reason_code"], body["reason"])
        return changed(work, extend(work, actor, case_id, headers["if_match"], why))


@watching.route("/cases/<uuid:case_id>/urging")
class UrgingOfOffice(Resource):
    """An office below that is to hurry."""

    @endpoint(allow=staff(Permission.URGE_OFFICES), accepts=UrgingIn, status=204, errors=CHANGES, audits=Act.CASE_URGE)
    def post(self, work: Work, actor: Actor, case_id: str, body: dict[str, Any]) -> None:
        """Urge the office that has a case, or supervise it; it is reminded, and reports back by a day."""
        urge(work, actor, case_id, Wish(Event(body["event"]), body["reason_code"], body["reason"], body["answer_by"]))


@watching.route("/cases/<uuid:case_id>/back_report")
class BackReport(Resource):
    """What an office answers the one above."""

    @endpoint(
        allow=staff(Permission.READ_CASES),
        accepts=BackReportIn,
        headers=IfMatch,
        returns=CaseItemOut,
        errors=CHANGES,
        audits=Act.CASE_REPORT_BACK,
    )
    def post(self, work: Work, actor: Actor, case_id: str, headers: dict[str, Any], body: dict[str, Any]) -> Answer:
        """Answer every office above that waits for a report about the case."""
        why = Why(body["back_report"], body["reason"])
        return changed(work, report_back(work, actor, case_id, headers["if_match"], why))


@watching.route("/reminders")
class Reminders(Resource):
    """What the own office is reminded of."""

    @endpoint(allow=staff(Permission.READ_CASES), query=RemindersQuery, returns=RemindersOut, conditional=True)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Answer:
        """Reminders about cases that wait for an answer, newest first."""
        unread = query.pop("unread")
        return Answer(list_reminders(work, actor, Asked(**query), unread=unread), etag=True)


@watching.route("/reminders/reading")
class ReadReminders(Resource):
    """What somebody has read."""

    @endpoint(allow=staff(Permission.READ_CASES), accepts=ReadIn, status=204, audits=Act.REMINDER_READ)
    def post(self, work: Work, actor: Actor, body: dict[str, Any]) -> None:
        """Mark a reminder as read, or all of them, for oneself alone."""
        mark_read(work, actor, body["reminder_id"])


@watching.route("/offices/conduct")
class ConductOfOffices(Resource):
    """How offices work."""

    @endpoint(allow=SEES_BELOW, query=ConductQuery, returns=ConductOut, audits=Act.CONDUCT_OPEN)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
        """What could make an office look better than it is, for the own one and each below."""
        period = period_of(work, query.pop("since"), query.pop("until"))
        part = conduct_of_offices(work, actor, period, Asked(**query))
        return {**vars(period), "items": part.items, "next_cursor": part.next_cursor}


@watching.route("/offices/conduct/table")
class ConductOfOfficesTable(Resource):
    """How offices work, as a table."""

    @endpoint(allow=SEES_BELOW, query=ConductPeriod, returns=TABLE, audits=Act.CONDUCT_EXPORT)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Answer:
        """The same as CSV, of all offices at once."""
        period = period_of(work, **query)
        table = conduct_table(conduct_of_all(work, actor, period), reader.get())
        name = f"conduct-{period.since}-{period.until}.csv"
        return Answer(table, headers={"Content-Disposition": f"attachment; filename={name}"})
