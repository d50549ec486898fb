"""Which data a policy was made of: the folder that comes with the service, and the overlay of a deployment.

An overlay is a folder with some of the files of `policy/data`, each with only the lines that differ. A line takes the
place of those with the same key; the keys are named in `OVERLAID`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from policy.reading import DATA, NO_OTHER_KEYS, BadPolicyData, read_yaml

EDITION = "edition.yaml"
OVERLAID: Mapping[str, str] = {
    EDITION: "it always has its own",
    "documents.csv": "key",
    "rules.yaml": "id",
    "prices.yaml": "regions, mode, stage and effective_from",
    "deadlines.csv": "matter, department, region and clock",
    "matters.yaml": "code",
    "leads.csv": "region and matter",
    "holidays.csv": "date",
    "school_calendar.csv": "region and first",
    "supervision.csv": "limit",
    "warnings.csv": "kind",
    "extensions.csv": "code",
    "urgings.csv": "code",
    "back_reports.csv": "code",
    "counts.csv": "count",
    "oversight.csv": "code",
    "task_kinds.csv": "code",
    "indicators.csv": "code",
    "doors.csv": "number",
    "actions.csv": "code",
    "grounds.csv": "code",
    "checks.csv": "kind",
    "retention.csv": "status and category",
    "audit_retention.csv": "its one line",
    "notices.yaml": "id",
    "words/zh-Hans.json": "code",
    "words/en.json": "code",
}


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A folder of policy data and the day on which it was last compared with its sources."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    name: str
    as_of: date


def load_editions(data: Path = DATA, overlay: Path | None = None) -> tuple[Edition, ...]:
    """The edition of the data and, if there is one, of the overlay.

    Refuses an overlay without an edition, and one with a file that cannot be laid over.
    """
    if overlay is not None:
        _refuse_other_files(overlay)
    folders = [data] if overlay is None else [data, overlay]
    return tuple(_edition(folder / EDITION) for folder in folders)


def _edition(file: Path) -> Edition:
    if not file.is_file():
        raise BadPolicyData(file, 1, "an overlay says its name and the day as of which it is right")
    source = read_yaml(file, Edition)
    if len(source.items) != 1:
        raise BadPolicyData(file, 1, "one edition is expected")
    return source.items[0]


def _refuse_other_files(overlay: Path) -> None:
    for file in sorted(overlay.rglob("*")):
        if file.is_file() and file.relative_to(overlay).as_posix() not in OVERLAID:
            raise BadPolicyData(file, 1, f"an overlay can have {', '.join(OVERLAID)}")
