"""Make a case with its first report: fresh keys, everything sealed, nothing stored yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models import Avoidance, Base, Case, CaseEvent, CaseKeyWrap, Office, Report, ReportKeyWrap, new_id
from policy.joining import join_key
from policy.vocabulary import Event, Result
from security.envelope import new_key, seal_json
from security.receipts import Receipt, new_reference
from services.cases.acts import act_of
from services.cases.beginnings import dated
from services.cases.report_view import ReportView, assemble
from services.filing.triage import Triage
from services.keyring import CaseKeys, KeyWrap, seal_report_key, wraps_for
from services.work import Work


@dataclass(frozen=True)
class NewCase:
    """The rows of a case that holds one report, and that report's key."""

    case: Case
    report: Report
    filed: CaseEvent
    wraps: tuple[KeyWrap, ...]
    office: Office
    avoidance: Avoidance | None
    report_key: bytes = field(repr=False)

    @property
    def rows(self) -> tuple[Base, ...]:
        """What is to be stored, each row after the ones it refers to."""
        return (self.case, self.report, *self.alone, *self.always)

    @property
    def alone(self) -> tuple[Base, ...]:
        """What belongs to the case, and is not stored when the report joins another."""
        avoidance = (self.avoidance,) if self.avoidance else ()
        return (self.filed, *(wrap for wrap in self.wraps if isinstance(wrap, CaseKeyWrap)), *avoidance)

    @property
    def always(self) -> tuple[Base, ...]:
        """What belongs to the report. The case that it joins is at the same office, so the wrap of its key is good."""
        return tuple(wrap for wrap in self.wraps if isinstance(wrap, ReportKeyWrap))

    def view(self) -> ReportView:
        """What its receipt shows now, whether it has joined a case or not."""
        return assemble(
            self.report,
            self.office,
            acts=(act_of(self.filed),),
            messages=(),
            key=self.report_key,
            today=self.report.filed_on,
        )


def new_case(
    work: Work, receipt: Receipt, *, body_mac: bytes, category: str, said: Mapping[str, Any], triage: Triage
) -> NewCase:
    """A case for one report; `said` is what is sealed of it beside the findings."""
    case_key, report_key = new_key(), new_key()
    case = _case(work, category, triage)
    report = _report(work, case, receipt, body_mac, triage)
    report.sealed_key = seal_report_key(receipt, report.id, report_key)
    content = {**said, "findings": [vars(finding) for finding in triage.findings]}
    report.sealed_content = seal_json(report_key, content, table="report", column="sealed_content", row_id=report.id)
    filed = CaseEvent(case_id=case.id, version=1, happened_on=work.today, event=Event.FILE, status=case.status)
    keys = CaseKeys(case_key, {report.id: report_key})
    offices = filter(None, (triage.office, triage.superior))
    wraps = tuple(wrap for office in offices for wrap in wraps_for(office, case.id, keys))
    avoided = triage.avoided_office_id
    avoidance = Avoidance(case_id=case.id, office_id=avoided) if avoided else None
    return NewCase(case, report, filed, wraps, triage.office, avoidance, report_key)


def _case(work: Work, category: str, triage: Triage) -> Case:
    place = triage.located
    return Case(
        id=new_id(),
        version=1,
        category=category,
        matter=triage.matter,
        division_code=place.division_code,
        school_id=place.school_id,
        institution_id=place.institution_id,
        office_id=triage.office.id,
        alerted_office_id=triage.superior.id if triage.superior else None,
        severity=triage.severity.value,
        safety=triage.safety,
        avoid_local_office=triage.avoid_local_office,
        join_key=_join_key(work, triage),
        **dated(work, triage.clocks),
    )


def _join_key(work: Work, triage: Triage) -> str | None:
    """What later reports on the same target find the case by."""
    target = triage.located.school_id, triage.located.institution_id
    apart = triage.safety or triage.avoid_local_office
    return join_key(triage.office.id, triage.matter, *target, work.today, set_apart=apart)


def _report(work: Work, case: Case, receipt: Receipt, body_mac: bytes, triage: Triage) -> Report:
    reason = triage.route.reason
    return Report(
        id=new_id(),
        case_id=case.id,
        reference=new_reference(),
        receipt_lookup=receipt.lookup,
        body_mac=body_mac,
        category=case.category,
        filed_on=work.today,
        due_on=triage.clocks.finish_on,
        due_is_provisional=triage.clocks.is_provisional,
        routing_reason={"code": reason.code, "params": dict(reason.params)},
        finding_codes=[finding.rule_id for finding in triage.findings if finding.result is Result.SUSPECTED],
    )
