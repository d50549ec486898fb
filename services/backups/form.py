"""What a backup is made of: a head, rows, files in pieces, an end. Which release can read it is in the head."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from services.refusals import BackupRefused

HEAD, ROWS, FILE, PIECE, END = b"H", b"R", b"F", b"P", b"E"
VERSION: Final = 1


@dataclass(frozen=True)
class Head:
    """The manifest: whose backup it is, of which day and schema, and how many rows each table has."""

    installation_id: str | None
    made_on: date
    revision: str | None
    rows: Mapping[str, int]
    version: int = VERSION

    def written(self) -> bytes:
        """As JSON."""
        return json.dumps({**asdict(self), "made_on": self.made_on.isoformat()}).encode()

    @classmethod
    def read(cls, payload: bytes) -> Head:
        """What `written` wrote; BackupRefused for a form of another release."""
        told = json.loads(payload)
        if told["version"] != VERSION:
            raise BackupRefused("backup_other_release")
        return cls(**{**told, "made_on": date.fromisoformat(told["made_on"])})


@dataclass
class Summing:
    """What goes through is counted and summed up, for the end to be compared."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    _digest: Any = field(default_factory=hashlib.sha256, repr=False)

    def see(self, kind: bytes, payload: bytes) -> None:
        """One more frame."""
        self._digest.update(kind + len(payload).to_bytes(8, "big"))
        self._digest.update(payload)
        self.files += kind == FILE

    def count(self, table: str, rows: int) -> None:
        """So many more rows of a table."""
        self.rows[table] = self.rows.get(table, 0) + rows

    def end(self) -> bytes:
        """The last frame."""
        return json.dumps({"rows": self.rows, "files": self.files, "digest": self._digest.hexdigest()}).encode()
