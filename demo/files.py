"""What the demo keeps in `$JIANFU_VAR` beside its database: log-ins, recovery key, where it began, some receipts."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from security.secrets_file import create_secret, read_secret

LOG_INS = "demo-logins.json"
RECOVERY_KEY = "demo-recovery.key"
SEED = "demo-seed"
RECEIPTS = "demo-receipts.json"


@dataclass(frozen=True)
class LogIn:
    """A member of staff of the demo; office, division and department are None for who has no office."""

    username: str
    password: str = field(repr=False)
    role: str
    office_id: str | None
    division_code: str | None
    department: str | None


@dataclass(frozen=True)
class Seed:
    """Where the idempotency keys of the demo's reports come from, and the day from which their days are counted."""

    secret: bytes = field(repr=False)
    day: date

    def key(self, index: int, of: str = "") -> uuid.UUID:
        """The Idempotency-Key of a report, the same each time: so nothing is filed twice."""
        digest = hashlib.sha256(self.secret + index.to_bytes(4, "big") + of.encode()).digest()
        return uuid.UUID(bytes=digest[:16], version=4)

    def mark(self, index: int, number: int) -> bytes:
        """What says that a step of a report was taken: nothing that its key or its receipt could be found from."""
        return hashlib.sha256(self.key(index).bytes + b"step" + number.to_bytes(4, "big")).digest()


def write_log_ins(var: Path, log_ins: Sequence[LogIn]) -> None:
    """Replace the log-ins, all or nothing; readable by the owner only."""
    write_private(var / LOG_INS, [asdict(one) for one in log_ins])


def read_log_ins(var: Path) -> list[LogIn]:
    """The log-ins; FileNotFoundError when there are none, ValueError when the file is damaged."""
    try:
        return [LogIn(**one) for one in _read(var / LOG_INS)]
    except TypeError:
        raise ValueError(f"{LOG_INS} is damaged") from None


def new_seed(var: Path, day: date) -> Seed:
    """A fresh seed, kept."""
    seed = Seed(secrets.token_bytes(32), day)
    write_private(var / SEED, {"secret": seed.secret.hex(), "day": seed.day.isoformat()})
    return seed


def read_seed(var: Path) -> Seed:
    """The seed; FileNotFoundError when there is none, ValueError when the file is damaged."""
    try:
        kept = _read(var / SEED)
        return Seed(bytes.fromhex(kept["secret"]), date.fromisoformat(kept["day"]))
    except (TypeError, KeyError):
        raise ValueError(f"{SEED} is damaged") from None


def recovery_key(var: Path) -> bytes:
    """The root's recovery key; one that is there is kept, since another database may need it."""
    file = var / RECOVERY_KEY
    return read_secret(file) if file.exists() else create_secret(file)


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def write_private(file: Path, value: object) -> None:
    """Write JSON for the owner only: beside, made durable, then renamed, so who finds the file finds all of it."""
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
