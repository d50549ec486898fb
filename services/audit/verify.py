"""Whether the log is what it was: rows against their tree, the tree against the signed heads and their copies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Audit, AuditCheckpoint, AuditLeaf, Installation
from models.snapshot import snapshot
from policy.audit import Fault
from policy.vocabulary import Reason
from security.checkpoints import Head, HeadSigner, is_signed
from security.merkle import Tree
from services.audit.checkpoints import FILE, LATE, copy_of
from services.audit.record import digest_of
from services.work import Work

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Copied:
    """One line of the copies."""

    head: Head
    leaves: tuple[bytes, ...]
    signature: bytes


@dataclass(frozen=True)
class Verified:
    """How many rows the log has, how many of them signed heads cover, and what is wrong."""

    rows: int
    covered: int
    faults: tuple[Reason, ...]


def verify(work: Work, folder: Path, public_key: bytes | None = None) -> Verified:
    """Everything that does not fit; nothing is written.

    `public_key` checks signatures without the server's secret; by default it is derived from that.
    """
    key = public_key or HeadSigner(work.world.signer.secret).public_key
    faults: list[Reason] = []
    with snapshot(work.world.engine) as connection, Session(connection) as db:
        copied = _read(folder / FILE, key, faults)
        heads = _heads(db)
        digests = _rows(db, heads, faults)
        _against_heads(digests, heads, key, faults)
        _against_copies(digests, copied, db, faults)
        faults += _put_there(db, heads)
        rows = db.scalar(sa.select(sa.func.count()).select_from(Audit)) or 0
    return Verified(rows, heads[-1][0].size if heads else 0, tuple(faults))


def _fault(fault: Fault, **params: object) -> Reason:
    return Reason(f"audit_fault.{fault}", params)


def _read(file: Path, key: bytes, faults: list[Reason]) -> list[Copied]:
    """The copies, as long as each goes on from the one before and is signed."""
    read: list[Copied] = []
    tree = Tree()
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number, line in enumerate(lines, 1):
        copied = _copied(line)
        tree = tree.grown(copied.leaves) if copied else tree
        if copied is None or not _fits(tree, copied.head) or not is_signed(key, copied.head, copied.signature):
            faults.append(_fault(Fault.COPY_DAMAGED, line=number))
            break
        read.append(copied)
    return read


def _copied(line: str) -> Copied | None:
    try:
        said = json.loads(line)
        head = Head(
            said["installation_id"], said["size"], datetime.fromisoformat(said["at"]), bytes.fromhex(said["root"])
        )
        leaves = tuple(bytes.fromhex(leaf) for leaf in said["leaves"])
        copied = Copied(head, leaves, bytes.fromhex(said["signature"]))
        return copied if copy_of(head, leaves, copied.signature) == line else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _fits(tree: Tree, head: Head) -> bool:
    return (tree.size, tree.root) == (head.size, head.root)


def _heads(db: Session) -> list[tuple[Head, bytes]]:
    installation_id = db.scalar(sa.select(Installation.id)) or ""
    rows = db.scalars(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size))
    return [(Head(installation_id, row.size, row.at, bytes(row.root)), bytes(row.signature)) for row in rows]


def _rows(db: Session, heads: Sequence[tuple[Head, bytes]], faults: list[Reason]) -> list[bytes]:
    """The leaf of each row by its place in the tree; a gap, and what comes after it, is cut off."""
    rows = sa.select(AuditLeaf.position, Audit).outerjoin(Audit, Audit.id == AuditLeaf.audit_id)
    digests: list[bytes] = []
    since = _since(heads)
    asked = rows.order_by(AuditLeaf.position).execution_options(yield_per=1000)
    with db.execute(asked) as found:
        for position, row in found:
            if position != len(digests) or row is None:
                faults.append(_fault(Fault.MISSING, row=len(digests)))
                return digests
            if digest_of(row) != row.digest:
                faults.append(_fault(Fault.CHANGED, row=row.id))
            if row.at <= next(since, LONG_AGO):
                faults.append(_fault(Fault.INSERTED, row=row.id))
            digests.append(digest_of(row))
            db.expunge(row)
    return digests


def _since(heads: Sequence[tuple[Head, bytes]]) -> Iterator[datetime]:
    """For each place in the tree, the moment after which its row was made."""
    size, before = 0, LONG_AGO
    for head, _ in heads:
        yield from repeat(before, head.size - size)
        size, before = head.size, head.at - LATE


def _against_heads(
    digests: Sequence[bytes], heads: Iterable[tuple[Head, bytes]], key: bytes, faults: list[Reason]
) -> None:
    tree = Tree()
    for head, signature in heads:
        if not is_signed(key, head, signature):
            faults.append(_fault(Fault.UNSIGNED, size=head.size))
        tree = tree.grown(digests[tree.size : head.size])
        if not _fits(tree, head):
            faults.append(_fault(Fault.HEAD_DIFFERS, size=head.size))
            return
    if len(digests) > tree.size:
        faults.append(_fault(Fault.UNSIGNED, size=len(digests)))


def _against_copies(digests: Sequence[bytes], copied: Sequence[Copied], db: Session, faults: list[Reason]) -> None:
    """What was copied out is in the database still, row by row."""
    whose = db.scalar(sa.select(Installation.id))
    faults += [_fault(Fault.OTHER_INSTALLATION) for line in copied if line.head.installation_id != whose][:1]
    leaves = [leaf for line in copied for leaf in line.leaves]
    if len(digests) < len(leaves):
        faults.append(_fault(Fault.ROLLED_BACK, rows=len(digests), copied=len(leaves)))
    both = zip(digests, leaves, strict=False)
    faults += [_fault(Fault.CHANGED, row=place) for place, (one, other) in enumerate(both) if one != other]


def _put_there(db: Session, heads: Sequence[tuple[Head, bytes]]) -> list[Reason]:
    """Rows that no head covers although one came long after their moment."""
    if not heads:
        return []
    loose = sa.select(Audit).outerjoin(AuditLeaf).where(AuditLeaf.audit_id.is_(None)).order_by(Audit.at, Audit.id)
    last = heads[-1][0].at
    late = [_fault(Fault.INSERTED, row=row.id) for row in db.scalars(loose) if row.at <= last - LATE]
    return late + [_fault(Fault.CHANGED, row=row.id) for row in db.scalars(loose) if digest_of(row) != row.digest]
