"""The frame of a cleaning process: limits from the command line, a file from standard input, what is left to its pipe.

The answer is a line of JSON, `{media_type, size, removed}` or `{refused}`, and then `size` bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Final

from security.evidence import sandbox
from security.evidence.faces import is_two_faced

DAMAGED: Final = "evidence_damaged"
TWO_FACED: Final = "evidence_two_faced"
TOO_DEMANDING: Final = "evidence_too_demanding"
VIDEO: Final = "evidence_video"

Limits = Mapping[str, int]


class Refused(Exception):
    """The file is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Cleaned:
    """What is kept of a file, and what was taken out."""

    media_type: str
    data: bytes = field(repr=False)
    removed: frozenset[str]

    def described(self) -> Mapping[str, object]:
        """The line before the data."""
        return {"media_type": self.media_type, "size": len(self.data), "removed": sorted(self.removed)}


def run(clean: Callable[[bytes, Limits], Cleaned]) -> None:
    """Clean one file in this process, which can do nothing else from here on."""
    limits: Limits = json.loads(sys.argv[1])
    sandbox.enter(memory_mb=limits["memory_mb"], cpu_s=limits["seconds"])
    cleaned = cleaned_or_refused(clean, sys.stdin.buffer, limits)
    answer: Mapping[str, object]
    if isinstance(cleaned, str):
        answer, data = {"refused": cleaned}, b""
    else:
        answer, data = cleaned.described(), cleaned.data
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


def cleaned_or_refused(clean: Callable[[bytes, Limits], Cleaned], source: IO[bytes], limits: Limits) -> Cleaned | str:
    """What is left, or the code of the refusal; whatever a decoder stumbles over is damage."""
    try:
        data = source.read()
        if is_two_faced(data):
            return TWO_FACED
        return clean(data, limits)
    except Refused as refused:
        return refused.code
    except MemoryError:
        return TOO_DEMANDING
    except Exception:  # noqa: BLE001 - decoders raise what they like about a file that is not what it should be
        return DAMAGED
