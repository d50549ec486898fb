"""A file of a case, opened for whoever may open the case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import Evidence, Report
from policy.access import Capacity, Permission
from services.cases.access import capacity_of, find_case
from services.cases.evidence import SHOWN, EvidenceView, open_details, open_file_key, view_of
from services.keyring import Actor, case_keys
from services.refusals import NotFound
from services.work import Work


@dataclass(frozen=True)
class OpenedFile:
    """A file; `pieces` are opened while they are read."""

    view: EvidenceView
    pieces: Iterator[bytes] = field(repr=False)


def open_evidence(work: Work, actor: Actor, case_id: str, evidence_id: str) -> OpenedFile:
    """A file of a report in this case; NotFound when there is none, or for somebody who sees the case from above."""
    case = find_case(work.db, actor, case_id, Permission.READ_CASES)
    there = sa.select(Evidence).join(Report, Report.id == Evidence.report_id)
    there = there.where(Evidence.id == evidence_id, Report.case_id == case.id)
    row = work.db.scalar(there.where(*SHOWN))
    if row is None or capacity_of(actor, case) is Capacity.ABOVE:
        raise NotFound
    keys = case_keys(work.db, actor, case.id, [row.report_id]).report_keys
    if row.report_id not in keys:
        raise NotFound
    key = keys[row.report_id]
    view = view_of(row, open_details(row, key))
    return OpenedFile(view, work.world.evidence.open(row.id, open_file_key(row, key)))
