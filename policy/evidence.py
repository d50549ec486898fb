"""Evidence: how much of it, while a case is in which status, and the words for what is taken out of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from policy.lifecycle import UNANSWERED
from policy.reading import DATA, NO_OTHER_KEYS, BadPolicyData, read_yaml

TAKES_EVIDENCE = UNANSWERED
"""Once the office has answered, whoever disagrees appeals; the case that comes of it takes evidence again."""


class EvidenceState(StrEnum):
    """How far a file has come."""

    UPLOADING = "uploading"
    READY = "ready"


class Scan(StrEnum):
    """What the virus scanner said of a file; there may be none."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


class Removed(StrEnum):
    """What was taken out of a file that told more than it shows."""

    GPS = "gps"
    DEVICE = "device"
    AUTHOR = "author"
    TIME = "time"
    SOFTWARE = "software"
    THUMBNAIL = "thumbnail"
    HISTORY = "history"
    COMMENT = "comment"
    PROFILE = "profile"
    OTHER_PICTURES = "other_pictures"
    ATTACHMENTS = "attachments"
    ACTIVE = "active"
    TEXT_LAYER = "text_layer"


@dataclass(frozen=True, kw_only=True)
class EvidenceLimits:
    """The item of `evidence.yaml`."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    most_files: int
    largest_bytes: int
    uploads_at_once: int
    uploads_of_one_report: int
    cleaned_at_once: int
    cleaning_s: int
    cleaning_memory_mb: int
    most_pixels: int
    kept_side_px: int
    most_pages: int
    page_side_px: int
    most_minutes: int


def load_evidence_limits(data: Path = DATA) -> EvidenceLimits:
    """The limits; refuses any that is not positive."""
    source = read_yaml(data / "evidence.yaml", EvidenceLimits)
    if len(source.items) != 1:
        raise BadPolicyData(data / "evidence.yaml", 1, "one item is expected")
    limits = source.items[0]
    for name, value in vars(limits).items():
        if value < 1:
            source.refuse(0, f"{name}: at least 1")
    return limits
