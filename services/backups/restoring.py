"""Restore a backup into an empty database, and destroy again what was destroyed since it was made, before it serves.

All of it is one transaction: whatever is wrong with the backup, nothing is restored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO

import sqlalchemy as sa

from models import Evidence, UnreleasedEvidence
from models.snapshot import TABLES, insert, is_empty, point, points_at_itself, revision_of
from policy.evidence import EvidenceState
from security.backups import BadKey, Damaged, WrongKey, decrypt, read_identity
from services.backups.form import END, FILE, HEAD, PIECE, ROWS, Head, Summing
from services.backups.making import Progress
from services.backups.replaying import Destroyed, replay
from services.figures.told import ToldWeek, tell_again
from services.ledger import BACKUP_DAYS, Ledger
from services.refusals import BackupRefused
from services.work import Work

BY_NAME = {table.name: table for table in TABLES}
TOLD: Mapping[type[BaseException], str] = {
    BadKey: "backup_bad_key",
    WrongKey: "backup_other_key",
    Damaged: "backup_damaged",
}
NONSENSE = (ValueError, TypeError, KeyError, AttributeError, RecursionError, sa.exc.IntegrityError, sa.exc.DataError)


@dataclass(frozen=True)
class Restored:
    """What was restored, and what of it was destroyed again."""

    made_on: str
    rows: int
    files: int
    destroyed: Destroyed
    weeks: int


def restore(
    work: Work,
    source: IO[bytes],
    identity: str,
    ledger: Ledger | None,
    progress: Progress,
    *,
    told: Iterable[ToldWeek] = (),
) -> Restored:
    """Restore a backup with the key that it is encrypted to; BackupRefused, and nothing is changed.

    Without a ledger, which may be lost with the machine, nothing is destroyed again. `told` are the weeks beside it.
    """
    restoring = Restoring(work, ledger, progress, told)
    try:
        decrypt(source, read_identity(identity), restoring.take)
        return restoring.finish()
    except BaseException as error:
        restoring.undo_files()
        if type(error) in TOLD:
            raise BackupRefused(TOLD[type(error)]) from None
        raise


@dataclass
class Restoring:
    """Takes the frames of a backup one by one; then `finish`, or else `undo_files`."""

    work: Work
    ledger: Ledger | None
    progress: Progress
    told: Iterable[ToldWeek] = ()
    _head: Head | None = None
    _sums: Summing = field(default_factory=Summing)
    _ended: bool = False
    _files: set[str] = field(default_factory=set)
    _file: str = ""
    _later: list[Callable[[], None]] = field(default_factory=list)

    def take(self, kind: bytes, payload: bytes) -> None:
        """The next frame; BackupRefused for what cannot be one."""
        if self._ended or (self._head is None) != (kind == HEAD):
            raise BackupRefused
        steps = {HEAD: self._take_head, ROWS: self._take_rows, FILE: self._take_file, PIECE: self._take_piece}
        try:
            if kind == END:
                self._take_end(payload)
            else:
                self._sums.see(kind, payload)
                steps[kind](payload)
        except NONSENSE:
            raise BackupRefused from None

    def finish(self) -> Restored:
        """Destroy again what was destroyed since, and tell what was told; BackupRefused when the backup has no end."""
        if not self._ended or self._head is None:
            raise BackupRefused
        for pointing in self._later:
            pointing()
        self._forget_lost_files()
        destroyed = replay(self.work, self.ledger.lines if self.ledger else {})
        weeks = tell_again(self.work, self.told)
        rows = sum(self._sums.rows.values())
        return Restored(self._head.made_on.isoformat(), rows, self._sums.files, destroyed, weeks)

    def undo_files(self) -> None:
        """The transaction is taken back; the files are, too."""
        for evidence_id in self._files:
            self.work.world.evidence.destroy(evidence_id)

    def _take_head(self, payload: bytes) -> None:
        head, connection = Head.read(payload), self.work.db.connection()
        if head.revision != revision_of(connection):
            raise BackupRefused("backup_other_release")
        if not is_empty(connection) or self.work.world.evidence.ids():
            raise BackupRefused("backup_not_empty")
        if self.work.today >= head.made_on + timedelta(days=BACKUP_DAYS):
            raise BackupRefused("backup_too_old")
        if self.ledger is not None:
            _refuse_other_ledger(head, self.ledger)
        self._head = head

    def _take_rows(self, payload: bytes) -> None:
        told = json.loads(payload)
        table, rows = BY_NAME[told["table"]], told["rows"]
        connection = self.work.db.connection()
        insert(connection, table, rows)
        if points_at_itself(table):
            self._later.append(lambda: point(connection, table, rows))
        self._sums.count(table.name, len(rows))
        self.progress(sum(self._sums.rows.values()), sum(self._head.rows.values()) if self._head else 0)

    def _take_file(self, payload: bytes) -> None:
        self._file = payload.decode()
        if self.work.db.get(Evidence, self._file) is None:  # also for what is no id and would be a path
            raise BackupRefused
        self._files.add(self._file)

    def _take_piece(self, payload: bytes) -> None:
        if not self._file:
            raise BackupRefused
        self.work.world.evidence.append_sealed(self._file, payload)

    def _take_end(self, payload: bytes) -> None:
        empty = dict.fromkeys(BY_NAME, 0)
        if payload != self._sums.end() or self._head is None or self._head.rows != empty | self._sums.rows:
            raise BackupRefused
        self._ended = True

    def _forget_lost_files(self) -> None:
        """Rows of half uploads, and of files that were taken back while the backup was made."""
        for row in self.work.db.scalars(sa.select(Evidence)):
            if row.state != EvidenceState.READY.value or row.id not in self._files:
                self.work.db.execute(sa.delete(UnreleasedEvidence).where(UnreleasedEvidence.evidence_id == row.id))
                self.work.db.delete(row)
        self.work.db.flush()


def _refuse_other_ledger(head: Head, ledger: Ledger) -> None:
    if head.installation_id != ledger.installation_id:
        raise BackupRefused("ledger_of_another")
    if ledger.made_on < head.made_on:
        raise BackupRefused("ledger_too_old")
