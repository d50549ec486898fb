"""The ledger of deletions: what was destroyed stays destroyed, whatever backup is restored (promise A10).

A line is a digest of what it was, and the day from which on no backup may hold it: `BACKUP_DAYS` later. Ids are random
(122 bits), so that a line says nothing to whoever has no copy of the row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Deletion, Installation
from services.refusals import BackupRefused
from services.work import Work

BACKUP_DAYS: Final = 35
"""No backup is restored that is older: after so many days what was destroyed is gone everywhere."""
REPORT, CASE, EVIDENCE = "report", "case", "evidence"
STAFF, PASSWORD, PASSKEY, RECOVERY_CODE = "staff", "password", "passkey", "recovery_code"
"""What ended of an account: all of it, its password and what is beside it, a passkey, a recovery code. Instead of the
id of a password or a code stands its digest."""
VERSION: Final = 1
LEDGER: Final = "deletions.ledger"
"""Its file in `$JIANFU_VAR`, and beside the backups."""
ASIDE: Final = f"{LEDGER}.{'[0-9a-f]' * 8}"
"""Files of ledgers that were put aside."""


@dataclass(frozen=True)
class Ledger:
    """The ledger as it lies beside the backups: whose it is, of which day, and until when each line stays."""

    installation_id: str
    made_on: date
    lines: Mapping[bytes, date]


def mark_of(table: str, row_id: str) -> bytes:
    """The digest by which something that was destroyed is known again."""
    return hashlib.sha256(f"jianfu/deletion/v1|{table}|{row_id}".encode()).digest()


def remember_deleted(work: Work, table: str, row_ids: Iterable[str]) -> None:
    """Write down that these were destroyed, in the transaction that does it."""
    forget_on = work.today + timedelta(days=BACKUP_DAYS)
    for row_id in row_ids:
        work.db.merge(Deletion(mark=mark_of(table, row_id), forget_on=forget_on, swept=False))


def forget_deletions(work: Work) -> int:
    """Delete the lines of what no backup can hold any more; how many."""
    gone = work.db.execute(sa.delete(Deletion).where(Deletion.forget_on <= work.today))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one


def read_lines(db: Session) -> dict[bytes, date]:
    """Every line of the database's ledger."""
    return {bytes(line.mark): line.forget_on for line in db.execute(sa.select(Deletion.mark, Deletion.forget_on))}


def written_ledger(work: Work) -> bytes:
    """The ledger as a file: JSON of one line, with a digest that tells when it was cut off."""
    with work.reading() as db:
        installation_id = db.scalar(sa.select(Installation.id))
        lines = sorted((mark.hex(), forget_on.isoformat()) for mark, forget_on in read_lines(db).items())
    ledger = {
        "version": VERSION,
        "installation_id": installation_id,
        "made_on": work.today.isoformat(),
        "deletions": lines,
    }
    return json.dumps({**ledger, "digest": _digest(ledger)}).encode() + b"\n"


def read_ledger(written: bytes) -> Ledger:
    """What `written_ledger` wrote; BackupRefused for anything else."""
    try:
        ledger = json.loads(written)
        digest = ledger.pop("digest")
        lines = {bytes.fromhex(mark): date.fromisoformat(forget_on) for mark, forget_on in ledger["deletions"]}
        read = Ledger(str(ledger["installation_id"]), date.fromisoformat(ledger["made_on"]), lines)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BackupRefused("ledger_damaged") from None
    if ledger.get("version") != VERSION or digest != _digest(ledger):
        raise BackupRefused("ledger_damaged")
    return read


def forgets(before: bytes, after: bytes) -> bool:
    """Whether a ledger has deletions that a later one should have and has not: the database is not what it was."""
    try:
        earlier, later = read_ledger(before), read_ledger(after)
    except BackupRefused:  # what cannot be read cannot be used either
        return False
    known = later.lines if earlier.installation_id == later.installation_id else {}
    return any(mark not in known for mark, forget_on in earlier.lines.items() if forget_on > later.made_on)


def name_aside(name: str, ledger: bytes) -> str:
    """What the file of a ledger is called that was put aside: another one never takes its place."""
    return f"{name}.{hashlib.sha256(ledger).hexdigest()[:8]}"


def ledgers_aside(folder: Path) -> int:
    """How many ledgers lie there that know of deletions which the database did not know of."""
    return sum(1 for _ in folder.glob(ASIDE))


def _digest(ledger: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(ledger, sort_keys=True).encode()).hexdigest()
