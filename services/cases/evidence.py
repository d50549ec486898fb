"""The files of a report, for whoever has its key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Evidence, UnreleasedEvidence
from models.engine import after_commit
from policy.evidence import EvidenceState
from security.envelope import open_json, open_sealed, seal, seal_json
from services.work import Work

LONGEST_NAME = 120
NAMELESS = "file"
ENDINGS: Mapping[str, str] = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
}
"""The types of kept files, and how their names end."""
SHOWN = (Evidence.state == EvidenceState.READY.value, Evidence.id.not_in(sa.select(UnreleasedEvidence.evidence_id)))
"""Whether offices may see a file: it is there as a whole, and its hour has struck."""


@dataclass(frozen=True)
class EvidenceView:
    """A file as its report's readers see it; what is not known while it is uploading is None.

    `size` is that of the kept file, while uploading that of the file on the phone.
    """

    id: str
    name: str
    media_type: str | None
    size: int
    state: str
    removed: tuple[str, ...]
    scan: str | None


def evidence_of(db: Session, report_id: str, key: bytes) -> tuple[EvidenceView, ...]:
    """The files of a report, half uploaded ones too, in the order in which they were begun."""
    mine = sa.select(Evidence).where(Evidence.report_id == report_id).order_by(Evidence.position)
    return tuple(view_of(row, open_details(row, key)) for row in db.scalars(mine))


def evidence_by_report(db: Session, keys: Mapping[str, bytes]) -> dict[str, tuple[EvidenceView, ...]]:
    """The files of each report that offices may see, in the order in which they were begun."""
    rows = db.scalars(sa.select(Evidence).where(Evidence.report_id.in_(keys), *SHOWN).order_by(Evidence.position))
    found: dict[str, list[EvidenceView]] = {}
    for row in rows:
        found.setdefault(row.report_id, []).append(view_of(row, open_details(row, keys[row.report_id])))
    return {report_id: tuple(files) for report_id, files in found.items()}


def view_of(row: Evidence, details: Mapping[str, Any]) -> EvidenceView:
    """A file that was opened."""
    return EvidenceView(
        id=row.id,
        name=details["name"],
        media_type=details["media_type"],
        size=details["size"] or details["length"],
        state=row.state,
        removed=tuple(details["removed"]),
        scan=details["scan"],
    )


def open_details(row: Evidence, key: bytes) -> dict[str, Any]:
    """name, filetype and length as announced; media_type, size, removed and scan as found."""
    opened: dict[str, Any] = open_json(
        key, row.sealed_details, table="evidence", column="sealed_details", row_id=row.id
    )
    return opened


def seal_details(evidence_id: str, key: bytes, details: Mapping[str, Any]) -> bytes:
    """What `open_details` opens."""
    return seal_json(key, details, table="evidence", column="sealed_details", row_id=evidence_id)


def open_file_key(row: Evidence, key: bytes) -> bytes:
    """The key of the file, by that of its report."""
    return open_sealed(key, row.sealed_key, table="evidence", column="sealed_key", row_id=row.id)


def seal_file_key(evidence_id: str, key: bytes, file_key: bytes) -> bytes:
    """What `open_file_key` opens."""
    return seal(key, file_key, table="evidence", column="sealed_key", row_id=evidence_id)


def destroy_files(work: Work, evidence_ids: Iterable[str]) -> None:
    """Delete these files as soon as the transaction, which deletes their keys, is committed."""
    for evidence_id in evidence_ids:
        after_commit(work.db, partial(work.world.evidence.destroy, evidence_id))


def plain_name(name: str) -> str:
    """The name of a file without its folders and without characters that nobody sees."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(character for character in last if not unicodedata.category(character).startswith("C"))
    return " ".join(seen.split())[:LONGEST_NAME].strip(". ") or NAMELESS


def name_as(name: str, media_type: str) -> str:
    """The name with the ending of what the file is now."""
    ending = ENDINGS[media_type]
    path = PurePosixPath(name)
    return name if path.suffix.lower() in {ending, ending.replace(".jpg", ".jpeg")} else f"{path.stem}{ending}"
