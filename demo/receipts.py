"""Receipts of the demo's own reports, one of each status, so that a visitor can follow one. Of nobody else's, ever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from demo.desk import Desk
from demo.files import RECEIPTS, write_private
from demo.plan import PlannedReport
from demo.reports import receipt_of
from models import Case, Report
from models.engine import reading


def write_receipts(var: Path, desk: Desk, reports: Sequence[PlannedReport]) -> None:
    """Write `[{receipt, reference, category, division_code, status}]`; readable by the owner only."""
    receipts = [receipt_of(desk, index) for index in range(len(reports))]
    by_lookup = {receipt.lookup: receipt.text for receipt in receipts}
    columns = (Report.receipt_lookup, Report.reference, Case.category, Case.division_code, Case.status)
    with reading(desk.world.engine) as db:
        rows = db.execute(sa.select(*columns).join(Case).where(Report.receipt_lookup.in_(by_lookup))).all()
    order = {receipt.lookup: number for number, receipt in enumerate(receipts)}
    told: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: order[row.receipt_lookup]):
        lookup, *rest = row
        named = zip(("reference", "category", "division_code", "status"), rest, strict=True)
        told.setdefault(row.status, {"receipt": by_lookup[lookup], **dict(named)})
    write_private(var / RECEIPTS, list(told.values()))
