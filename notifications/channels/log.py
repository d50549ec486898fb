"""The channel of an installation without a push service: a file that a developer can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from notifications.delivery import Misconfigured, Push, Result, Sent


class LogChannel:
    """Appends each push of any kind to `path` as a JSON line `{message: {title, text}, locale}`: no address, no id."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, pushes: Sequence[Push]) -> Sequence[Result]:
        """All are sent, or none when the file cannot be written: no half line stays."""
        lines = "".join(json.dumps(_said(push), ensure_ascii=False) + "\n" for push in pushes)
        try:
            _append(self._path, lines.encode())
        except OSError:
            return [Misconfigured("push_log_not_writable") for _ in pushes]
        return [Sent() for _ in pushes]


def _append(path: Path, data: bytes) -> None:
    with path.open("ab", buffering=0) as file:
        end = file.tell()
        try:
            while data:
                data = data[file.write(data) :]
        except OSError:
            file.truncate(end)
            raise


def _said(push: Push) -> dict[str, object]:
    return {"message": asdict(push.message), "locale": push.address.locale}
