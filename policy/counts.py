"""How often something may be done before somebody else has to do something: numbers that a deployment may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from policy.reading import DATA, laid_over, read_csv


class Count(StrEnum):
    """What a line of `counts.csv` is about."""

    UNANSWERED_MESSAGES = "unanswered_messages"  # of one reporter since the office last wrote
    CONSENT_REQUESTS = "consent_requests"  # of offices, to the reporters of one case
    SPLITS = "splits"  # of a case that was split off itself, and so on: whoever looks back goes through all of them
    EASY_CHALLENGES = "easy_challenges"  # for one part of the network in ten minutes; twice as many are one step harder
    WRONG_RECEIPTS = "wrong_receipts"  # of one part of the network in ten minutes, before they have to wait
    WRONG_LOG_INS = "wrong_log_ins"  # the same, for one account
    WRONG_CODES_BEFORE_WORK = "wrong_codes_before_work"  # with the right password, in a month
    LOG_INS_BEFORE_WORK = "log_ins_before_work"  # wrong ones for one account in ten minutes, from everywhere


@dataclass(frozen=True)
class CountRow:
    """A line of `counts.csv`: `most` is still allowed."""

    count: Count
    most: int
    source: str


Counts = Mapping[Count, CountRow]


def load_counts(data: Path = DATA, overlay: Path | None = None) -> Counts:
    """The lines of `counts.csv`; refuses a count that is missing, given twice, or less than one."""
    read = partial(read_csv, row_type=CountRow)
    rows = laid_over("counts.csv", data, overlay, read, lambda row: row.count)
    return rows.one_of_each(Count, lambda row: row.count, lambda row: row.most >= 1, "less than 1")
