"""A file of a case, opened for whoever may open the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import Case, Evidence, Report
from policy.access import Capacity, Permission
from services.cases.access import capacity_of, find_case
from services.cases.evidence import SHOWN, EvidenceView, open_details, open_file_key, view_of
from services.handing.oversight import overseen_keys
from services.keyring import Actor, case_keys
from services.refusals import NotFound
from services.work import Work


@dataclass(frozen=True)
class OpenedFile:
    """A file; `pieces` are opened while they are read."""

    view: EvidenceView
    pieces: Iterator[bytes] = field(repr=False)


def open_evidence(work: Work, actor: Actor, case_id: str, evidence_id: str) -> OpenedFile:
    """A file of a report in this case; NotFound when there is none, or to whom the case is sealed, being above."""
    case = find_case(work.db, actor, case_id, Permission.READ_CASES)
    there = sa.select(Evidence).join(Report, Report.id == Evidence.report_id)
    there = there.where(Evidence.id == evidence_id, Report.case_id == case.id)
    row = work.db.scalar(there.where(*SHOWN))
    if row is None:
        raise NotFound
    keys = _report_keys(work, actor, case, row.report_id)
    if row.report_id not in keys:
        raise NotFound
    key = keys[row.report_id]
    view = view_of(row, open_details(row, key))
    return OpenedFile(view, work.world.evidence.open(row.id, open_file_key(row, key)))


def _report_keys(work: Work, actor: Actor, case: Case, report_id: str) -> Mapping[str, bytes]:
    if capacity_of(actor, case) is not Capacity.ABOVE:
        return case_keys(work.db, actor, case.id, [report_id]).report_keys
    keys = overseen_keys(work.db, actor, case.id, work.today)
    return keys.report_keys if keys else {}
