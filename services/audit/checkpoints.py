"""Checkpoints: each minute the scheduler signs the head of the log's tree, and copies it out of the database.

A copy is a line of JSON: whose log, of how many rows, when, the leaves that came, the head, and its signature. The last
minute is not promised: rows that no checkpoint covers yet can be changed by whoever has the database.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from operator import index
from pathlib import Path
from typing import Any, BinaryIO, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Audit, AuditCheckpoint, AuditLeaf, AuditPruning, Installation
from security.checkpoints import Head
from security.merkle import Tree
from services.installation import lock_installation
from services.work import Work

EVERY: Final = timedelta(minutes=1)
LATE: Final = timedelta(hours=1)
"""No transaction takes so long: a row that turns up later than that after its moment was put there."""
AT_ONCE: Final = 10_000
FOLDER: Final = "audit"
"""Of the copies, in `$JIANFU_VAR`."""
FILE: Final = "checkpoints.jsonl"
BLOCK: Final = 1 << 16

Peaks = tuple[bytes, ...]

log = logging.getLogger("jianfu.audit")


def sign_checkpoint(work: Work) -> int:
    """Sign the head over all rows there are, once a minute at most; how many are new.

    A clock that was set back is no reason to wait until it is where it was.
    """
    installation = lock_installation(work.db)  # one at a time
    last = newest(work.db)
    if installation is None or (last is not None and abs(work.now - last.at) < EVERY):
        return 0
    rows = work.db.execute(_uncovered(last, work.now)).all()
    if not rows:
        return 0
    tree = _tree_of(last).grown([digest for _, digest in rows])
    first = tree.size - len(rows)
    work.db.execute(sa.insert(AuditLeaf), [_leaf(row.id, first + number) for number, row in enumerate(rows)])
    head = Head(installation.id, tree.size, work.now, tree.root)
    work.db.add(_checkpoint(head, tree, work.world.head_signer.sign(head)))
    return len(rows)


def newest(db: Session) -> AuditCheckpoint | None:
    """The last checkpoint."""
    return db.scalar(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size.desc()).limit(1))


def write_copies(work: Work, folder: Path) -> int:
    """Copy every checkpoint that is not in the file yet, in their order; how many. Doing it twice changes nothing.

    A file with more than the database has, or of which the end is damaged, is left as it is (`flask audit verify`): the
    database is not the one it was, or the file is put aside and written anew.
    """
    file = folder / FILE
    _cut_off(file)
    copied = _last_size(file)
    if copied is None:
        log.error("the copies of the audit log end with a damaged line and nothing is copied behind it")
        return 0
    with work.reading() as db:
        if copied and db.scalar(sa.select(AuditCheckpoint.size).where(AuditCheckpoint.size == copied)) is None:
            log.error("the database does not have what was copied of the audit log")
            return 0
        lines = list(copies(db, copied))
    if lines:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)
    return len(lines)


def behind(work: Work, folder: Path) -> timedelta | None:
    """Since when the oldest checkpoint waits to be copied; None where copying has stopped, as `write_copies` says."""
    copied = _last_size(folder / FILE)
    if copied is None:
        return None
    there, ours = sa.select(AuditCheckpoint.at).order_by(AuditCheckpoint.size), AuditCheckpoint.size
    if copied and work.db.scalar(there.where(ours == copied)) is None:
        return None
    waiting = work.db.scalar(there.where(ours > copied).limit(1))
    return timedelta(0) if waiting is None else work.now - waiting


def copy_of(head: Head, leaves: Iterable[bytes], signature: bytes, peaks: Peaks | None = None) -> str:
    """A checkpoint as it is copied, in the one way in which it is written; `peaks` where copies begin after pruning."""
    said = {
        "installation_id": head.installation_id,
        "size": head.size,
        "at": head.at.astimezone(UTC).isoformat(),
        "leaves": [digest.hex() for digest in leaves],
        "root": head.root.hex(),
        "signature": signature.hex(),
    }
    return json.dumps(said if peaks is None else {**said, "peaks": [peak.hex() for peak in peaks]})


def copies(db: Session, after: int = 0) -> Iterator[str]:
    """Every checkpoint over more than `after` rows as it is copied."""
    installation_id = db.scalar(sa.select(Installation.id))
    later = sa.select(AuditCheckpoint).where(AuditCheckpoint.size > after).order_by(AuditCheckpoint.size)
    pruned = pruned_size(db)
    for checkpoint in db.scalars(later).all():
        head = Head(installation_id or "", checkpoint.size, checkpoint.at, bytes(checkpoint.root))
        peaks = peaks_of(checkpoint) if checkpoint.size == pruned else None
        yield copy_of(head, _leaves(db, after, checkpoint.size), bytes(checkpoint.signature), peaks)
        after = checkpoint.size


def peaks_of(checkpoint: AuditCheckpoint) -> Peaks:
    """The heads of the full subtrees that it goes on from."""
    return tuple(bytes.fromhex(peak) for peak in checkpoint.peaks)


def pruned_size(db: Session) -> int:
    """How many of the oldest rows are gone because their time was up."""
    return db.scalar(sa.select(sa.func.max(AuditPruning.size))) or 0


def _last_size(file: Path) -> int | None:
    """How many rows the copies cover; None where the last whole line does not say it."""
    if not file.exists():
        return 0
    with file.open("rb") as stream:
        _, whole = _whole_end(stream)
    line = whole.splitlines()[-1] if whole else b""
    try:
        return index(json.loads(line)["size"]) if line else 0
    except (ValueError, TypeError, KeyError):
        return None


def _cut_off(file: Path) -> None:
    """A line at the end that a crash has cut off is to be written again."""
    if file.exists():
        with file.open("rb+") as stream:
            start, whole = _whole_end(stream)
            stream.truncate(start + len(whole))


def _whole_end(stream: BinaryIO) -> tuple[int, bytes]:
    """Where what was read begins, and the whole lines from there: the file grows for years and is read from its end."""
    end = stream.seek(0, os.SEEK_END)
    start, tail = end, b""
    while start and tail.count(b"\n") < 2:  # noqa: PLR2004 - the end of the line before, and its own
        start = max(0, end - 2 * (end - start) - BLOCK)
        stream.seek(start)
        tail = stream.read(end - start)
    return start, tail[: tail.rfind(b"\n") + 1]


def _uncovered(last: AuditCheckpoint | None, now: datetime) -> sa.Select[str, bytes]:
    new = sa.select(Audit.id, Audit.digest).outerjoin(AuditLeaf).where(AuditLeaf.audit_id.is_(None))
    new = new if last is None else new.where(Audit.at > min(last.at, now) - LATE)
    return new.order_by(Audit.at, Audit.id).limit(AT_ONCE)


def _tree_of(last: AuditCheckpoint | None) -> Tree:
    return Tree() if last is None else Tree(last.size, peaks_of(last))


def _leaf(audit_id: str, position: int) -> dict[str, Any]:
    return {"audit_id": audit_id, "position": position}


def _checkpoint(head: Head, tree: Tree, signature: bytes) -> AuditCheckpoint:
    peaks = [peak.hex() for peak in tree.peaks]
    return AuditCheckpoint(root=head.root, size=head.size, at=head.at, peaks=peaks, signature=signature)


def _leaves(db: Session, first: int, size: int) -> list[bytes]:
    there = sa.select(Audit.digest).join(AuditLeaf).where(AuditLeaf.position >= first, AuditLeaf.position < size)
    return [bytes(digest) for digest in db.scalars(there.order_by(AuditLeaf.position))]
