"""Whether the log is what it was: rows against their tree, the tree against the signed heads and their copies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from operator import index
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Audit, AuditCheckpoint, AuditLeaf, AuditPruning, Installation
from models.snapshot import snapshot
from policy.audit import Fault
from policy.vocabulary import Reason
from security.checkpoints import Head, PrunedHead
from security.merkle import Tree
from security.signatures import signers_since
from services.audit.checkpoints import FILE, LATE, Peaks, copy_of, peaks_of
from services.audit.record import digest_of
from services.work import Work

Keys = tuple[bytes, ...]
"""Public keys, the latest first."""
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Copied:
    """One line of the copies; `peaks` are those of the first, where rows were pruned before the copies began."""

    head: Head
    leaves: tuple[bytes, ...]
    signature: bytes
    peaks: Peaks | None


@dataclass(frozen=True)
class Verified:
    """How many rows the log has, how many signed heads cover, how many `pruned` before them, and what is wrong."""

    rows: int
    covered: int
    pruned: int
    faults: tuple[Reason, ...]


def verify(work: Work, folder: Path, public_keys: Keys = ()) -> Verified:
    """Everything that does not fit; nothing is written.

    `public_keys`, the latest first, check signatures without the server's secret; by default they are those of this
    installation. Once a key was in use, no former one may have signed what came later.
    """
    keys = public_keys or work.world.head_signer.public_keys
    faults: list[Reason] = []
    with snapshot(work.world.engine) as connection, Session(connection) as db:
        copied = _read(folder / FILE, keys, faults)
        begun = _begun(db, keys)
        heads = _heads(db, begun.size)
        digests = _rows(db, begun.size, heads, faults)
        _against_heads(begun, digests, heads, keys, faults)
        _against_copies(begun.size, digests, copied, db, faults)
        faults += _put_there(db, heads)
        rows = db.scalar(sa.select(sa.func.count()).select_from(Audit)) or 0
    covered = heads[-1][0].size - begun.size if heads else 0
    return Verified(rows, covered, begun.size, tuple(faults))


def _fault(fault: Fault, **params: object) -> Reason:
    return Reason(f"audit_fault.{fault}", params)


def _read(file: Path, keys: Keys, faults: list[Reason]) -> list[Copied]:
    """The copies, as long as each goes on from the one before and is signed."""
    read: list[Copied] = []
    tree = Tree()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    for number, line in enumerate(lines, 1):
        copied = _copied(line)
        if copied is not None:
            begins = number == 1 and copied.peaks is not None
            tree = Tree(copied.head.size, copied.peaks or ()) if begins else tree.grown(copied.leaves)
        keys = () if copied is None else signers_since(keys, copied.head, copied.signature)
        if copied is None or not _fits(tree, copied.head) or not keys:
            faults.append(_fault(Fault.COPY_DAMAGED, line=number))
            break
        read.append(copied)
    return read


def _copied(line: str) -> Copied | None:
    try:
        said = json.loads(line)
        head = Head(
            said["installation_id"],
            index(said["size"]),
            datetime.fromisoformat(said["at"]),
            bytes.fromhex(said["root"]),
        )
        leaves = tuple(bytes.fromhex(leaf) for leaf in said["leaves"])
        peaks = tuple(bytes.fromhex(peak) for peak in said["peaks"]) if "peaks" in said else None
        copied = Copied(head, leaves, bytes.fromhex(said["signature"]), peaks)
        return copied if copy_of(head, leaves, copied.signature, peaks) == line else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _fits(tree: Tree, head: Head) -> bool:
    """Also that it has as many peaks as a tree of its size, or it could not be gone on from."""
    return (tree.size, len(tree.peaks), tree.root) == (head.size, head.size.bit_count(), head.root)


def _begun(db: Session, keys: Keys) -> Tree:
    """The tree over what was pruned; an empty one where nothing was, or where that is not signed: then rows miss."""
    found = sa.select(AuditPruning, AuditCheckpoint).join(AuditCheckpoint, AuditCheckpoint.size == AuditPruning.size)
    last = db.execute(found.order_by(AuditPruning.size.desc()).limit(1)).one_or_none()
    if last is None:
        return Tree()
    pruning, checkpoint = last
    installation_id = db.scalar(sa.select(Installation.id)) or ""
    gone = PrunedHead(installation_id, pruning.size, pruning.at, bytes(pruning.root))
    with suppress(TypeError, ValueError):  # what the database says may be no hash
        begun = Tree(pruning.size, peaks_of(checkpoint))
        return begun if _fits(begun, gone) and signers_since(keys, gone, bytes(pruning.signature)) else Tree()
    return Tree()


def _heads(db: Session, pruned: int) -> list[tuple[Head, bytes]]:
    installation_id = db.scalar(sa.select(Installation.id)) or ""
    there = sa.select(AuditCheckpoint).where(AuditCheckpoint.size >= pruned)
    rows = db.scalars(there.order_by(AuditCheckpoint.size))
    return [(Head(installation_id, row.size, row.at, bytes(row.root)), bytes(row.signature)) for row in rows]


def _rows(db: Session, pruned: int, heads: Sequence[tuple[Head, bytes]], faults: list[Reason]) -> list[bytes]:
    """The leaf of each row by its place in the tree; a gap, and what comes after it, is cut off."""
    rows = sa.select(AuditLeaf.position, Audit).outerjoin(Audit, Audit.id == AuditLeaf.audit_id)
    digests: list[bytes] = []
    since = _since(pruned, heads)
    asked = rows.order_by(AuditLeaf.position).execution_options(yield_per=1000)
    with db.execute(asked) as found:
        for position, row in found:
            if position != pruned + len(digests) or row is None:
                faults.append(_fault(Fault.MISSING, row=pruned + len(digests)))
                return digests
            if digest_of(row) != row.digest:
                faults.append(_fault(Fault.CHANGED, row=row.id))
            if row.at <= next(since, LONG_AGO):
                faults.append(_fault(Fault.INSERTED, row=row.id))
            digests.append(digest_of(row))
            db.expunge(row)
    return digests


def _since(pruned: int, heads: Sequence[tuple[Head, bytes]]) -> Iterator[datetime]:
    """For each place in the tree, the moment after which its row was made: a clock may have been set back meanwhile."""
    size, before = pruned, LONG_AGO
    for head, _ in heads:
        yield from repeat(before if before is LONG_AGO else min(before, head.at) - LATE, head.size - size)
        size, before = head.size, head.at


def _against_heads(
    begun: Tree, digests: Sequence[bytes], heads: Iterable[tuple[Head, bytes]], keys: Keys, faults: list[Reason]
) -> None:
    tree = begun
    for head, signature in heads:
        since = signers_since(keys, head, signature)
        if not since:
            faults.append(_fault(Fault.UNSIGNED, size=head.size))
        keys = since or keys
        tree = tree.grown(digests[tree.size - begun.size : head.size - begun.size])
        if not _fits(tree, head):
            faults.append(_fault(Fault.HEAD_DIFFERS, size=head.size))
            return
    if begun.size + len(digests) > tree.size:
        faults.append(_fault(Fault.UNSIGNED, size=begun.size + len(digests)))


def _against_copies(
    pruned: int, digests: Sequence[bytes], copied: Sequence[Copied], db: Session, faults: list[Reason]
) -> None:
    """What was copied out is in the database still, row by row."""
    whose = db.scalar(sa.select(Installation.id))
    faults += [_fault(Fault.OTHER_INSTALLATION) for line in copied if line.head.installation_id != whose][:1]
    first = copied[0].head.size - len(copied[0].leaves) if copied else 0
    leaves = dict(enumerate((leaf for line in copied for leaf in line.leaves), first))
    rows = dict(enumerate(digests, pruned))
    if max(rows, default=pruned - 1) < max(leaves, default=first - 1):
        faults.append(_fault(Fault.ROLLED_BACK, rows=pruned + len(rows), copied=first + len(leaves)))
    faults += [_fault(Fault.CHANGED, row=place) for place in rows if leaves.get(place, rows[place]) != rows[place]]


def _put_there(db: Session, heads: Sequence[tuple[Head, bytes]]) -> list[Reason]:
    """Rows that no head covers although one came long after their moment."""
    if not heads:
        return []
    loose = sa.select(Audit).outerjoin(AuditLeaf).where(AuditLeaf.audit_id.is_(None)).order_by(Audit.at, Audit.id)
    last = heads[-1][0].at
    late = [_fault(Fault.INSERTED, row=row.id) for row in db.scalars(loose) if row.at <= last - LATE]
    return late + [_fault(Fault.CHANGED, row=row.id) for row in db.scalars(loose) if digest_of(row) != row.digest]
