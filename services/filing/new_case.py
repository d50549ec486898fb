"""Make a case with its first report: fresh keys, everything sealed, nothing stored yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models import Avoidance, Case, CaseEvent, CaseKeyWrap, Report, ReportKeyWrap, UnreleasedCase, new_id
from models.rows import NewRow, new_row
from policy.disclosure import reporter_timeline
from policy.joining import join_key
from policy.vocabulary import Event, Status
from security.envelope import new_key, seal_json
from security.receipts import Receipt, new_reference
from services.cases.beginnings import dated
from services.cases.hourly import is_for_the_hour
from services.cases.report_view import ReportView
from services.filing.triage import Triage
from services.keyring import seal_report_key, wrapped_case_key, wrapped_report_key
from services.work import Work


@dataclass(frozen=True)
class NewCase:
    """The rows of a case that holds one report, and what was decided about it."""

    case: NewRow
    report: NewRow
    alone: tuple[NewRow, ...]
    """What belongs to the case, and is not stored when the report joins another."""
    wraps: tuple[NewRow, ...]
    """The report's key. A case that it joins is at the same office, so they are good there as well."""
    triage: Triage

    def view(self) -> ReportView:
        """What its receipt shows now, whether it has joined a case or not."""
        report, filed_on = self.report.values, self.report.values["filed_on"]
        return ReportView(
            reference=report["reference"],
            category=report["category"],
            filed_on=filed_on,
            status=Status.SUBMITTED,
            office=self.triage.office,
            routing_reason=self.triage.route.reason,
            findings=self.triage.findings,
            due_on=report["due_on"],
            due_is_provisional=report["due_is_provisional"],
            timeline=reporter_timeline((), filed_on),
            messages=(),
            outcome=None,
            public_reply=None,
            rating=None,
        )


def new_case(
    work: Work, receipt: Receipt, *, body_mac: bytes, clear: Mapping[str, str], said: Mapping[str, Any], triage: Triage
) -> NewCase:
    """A case for one report: `clear` are its category and source, `said` is what is sealed beside the findings."""
    case_id, report_id, case_key, report_key = new_id(), new_id(), new_key(), new_key()
    offices = (triage.office, triage.superior) if triage.superior else (triage.office,)
    case_wraps = (new_row(CaseKeyWrap, **wrapped_case_key(office, case_id, case_key)) for office in offices)
    report_wraps = (new_row(ReportKeyWrap, **wrapped_report_key(office, report_id, report_key)) for office in offices)
    content = content_of(said, triage)
    sealed = {
        "sealed_key": seal_report_key(receipt, report_id, report_key),
        "sealed_content": seal_json(report_key, content, table="report", column="sealed_content", row_id=report_id),
    }
    found_by = {"reference": new_reference(), "receipt_lookup": receipt.lookup, "body_mac": body_mac}
    return NewCase(
        case=new_row(Case, id=case_id, category=clear["category"], **case_columns(work, triage)),
        report=new_row(Report, id=report_id, **clear, **found_by, **sealed, **report_columns(work, triage)),
        alone=(_filing(work), *case_wraps, *_avoidance(triage), *_unreleased(work, triage)),
        wraps=tuple(report_wraps),
        triage=triage,
    )


def content_of(said: Mapping[str, Any], triage: Triage) -> dict[str, Any]:
    """What is sealed of a report."""
    return {**said, "findings": [vars(finding) for finding in triage.findings]}


def case_columns(work: Work, triage: Triage) -> dict[str, Any]:
    """The columns of a new case that come from what was decided about its report, and its days."""
    place = triage.located
    return {
        "matter": triage.matter,
        "division_code": place.division_code,
        "school_id": place.school_id,
        "institution_id": place.institution_id,
        "office_id": triage.office.id,
        "alerted_office_id": triage.superior.id if triage.superior else None,
        "severity": triage.severity.value,
        "safety": triage.safety,
        "avoid_local_office": triage.avoid_local_office,
        "join_key": None if is_for_the_hour(work, triage) else _join_key(work, triage),
        **dated(work, triage.clocks),
    }


def _join_key(work: Work, triage: Triage) -> str | None:
    """What later reports on the same target find the case by."""
    target = triage.located.school_id, triage.located.institution_id
    apart = triage.safety or triage.avoid_local_office
    return join_key(triage.office.id, triage.matter, *target, work.today, set_apart=apart)


def report_columns(work: Work, triage: Triage) -> dict[str, Any]:
    """The columns of a new report that come from what was decided about it."""
    reason = triage.route.reason
    return {
        "filed_on": work.today,
        "due_on": triage.clocks.finish_on,
        "due_is_provisional": triage.clocks.is_provisional,
        "routing_reason": {"code": reason.code, "params": dict(reason.params)},
        "finding_codes": [],  # a rule for grades 1-2 would tell a thief the class in a small school
    }


def _filing(work: Work) -> NewRow:
    """The first line of the case's history."""
    what = {"event": Event.FILE.value, "status": Status.SUBMITTED.value}
    return new_row(CaseEvent, id=new_id(), happened_on=work.today, **what)


def _unreleased(work: Work, triage: Triage) -> list[NewRow]:
    """Until the next full hour nobody is to see it; then it finds the case that it joins, too."""
    return [new_row(UnreleasedCase)] if is_for_the_hour(work, triage) else []


def _avoidance(triage: Triage) -> list[NewRow]:
    """The office that the reporter asked to go past, if there is one."""
    return [new_row(Avoidance, office_id=triage.avoided_office_id)] if triage.avoid_local_office else []
