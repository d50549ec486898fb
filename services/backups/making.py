"""A backup of the running service: one moment of the database, and the files of that moment, a piece at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from models import Evidence, Installation
from models.snapshot import AT_ONCE, TABLES, batches, count, revision_of, snapshot
from policy.evidence import EvidenceState
from security.backups import Frame
from services.backups.form import END, FILE, HEAD, PIECE, ROWS, Head, Summing
from services.work import Work

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""

READY = EvidenceState.READY.value


def backup_frames(work: Work, progress: Progress) -> Iterator[Frame]:
    """The frames of a backup. What is destroyed while it is made is in the ledger, and its files may be missing."""
    with snapshot(work.world.engine) as connection:
        head = _head(work, connection)
        total, done, sums = sum(head.rows.values()), 0, Summing()
        yield _summed(sums, HEAD, head.written())
        for table in TABLES:
            for rows in batches(connection, table):
                sums.count(table.name, len(rows))
                yield _summed(sums, ROWS, json.dumps({"table": table.name, "rows": rows}).encode())
                done += len(rows)
                progress(done, total)
        for kind, payload in _files(work, connection):
            yield _summed(sums, kind, payload)
        yield END, sums.end()


def _head(work: Work, connection: sa.Connection) -> Head:
    return Head(
        installation_id=connection.scalar(sa.select(Installation.id)),
        made_on=work.today,
        revision=revision_of(connection),
        rows={table.name: count(connection, table) for table in TABLES},
    )


def _files(work: Work, connection: sa.Connection) -> Iterator[Frame]:
    """Kept files as they lie there, sealed; half uploads go on, on a phone, or are nothing."""
    kept = sa.select(Evidence.id).where(Evidence.state == READY)
    for evidence_id in connection.execution_options(yield_per=AT_ONCE).scalars(kept):
        for number, piece in enumerate(work.world.evidence.sealed_pieces(evidence_id)):
            if number == 0:
                yield FILE, evidence_id.encode()
            yield PIECE, piece


def _summed(sums: Summing, kind: bytes, payload: bytes) -> Frame:
    sums.see(kind, payload)
    return kind, payload
