"""Which reports are one case: by themselves when the register names the target, else as a suggestion to staff.

A report joins the case whose key it has: the same office, matter and registered school or institution, filed within
the same fortnight. The key repeats what stands clear beside it, so it tells nobody more; a case has none from the
start when it is about safety or goes past the local office, and loses it for good when it is answered or does not fit
it any more: passed on, bound to another target, flagged.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

WINDOW_DAYS = 14
WINDOWS_BEGIN = date(2001, 1, 1)
"""A Monday: every window begins on one, and two reports of one week are never in different ones."""
LIKENESS = 0.75
SHORTEST_PART = 3
"""A name of fewer characters stands in too many others."""
JOINING_REFUSALS = (
    "joining.same_case",
    "joining.unknown_case",
    "joining.other_matter",
    "joining.other_target",
    "joining.answered",
    "joining.reseal_pending",
    "joining.same_case_twice",
    "split.not_in_case",
    "split.nothing_stays",
    "split.appealed",
    "split.too_often",
    "undo.not_there",
    "undo.too_late",
    "undo.done_before",
    "undo.passed_on",
    "undo.answered",
    "undo.nothing_left",
    "undo.nothing_stays",
)
UNDO_DAYS = 30
"""Days after reports were joined or split on which it is undone; day 1 is the day after (promise T5)."""
MOST_AT_ONCE = 50
"""How many cases are joined, and how many reports are split off, in one action."""


class Likeness(StrEnum):
    """Why two cases may be one, strongest first; its name is the word `likeness.<code>`."""

    SAME_TARGET = "same_target"
    SAME_NAME = "same_name"
    ALIKE_NAME = "alike_name"


def window_of(day: date) -> date:
    """The first day of the fortnight that a day is in."""
    return day - timedelta(days=(day - WINDOWS_BEGIN).days % WINDOW_DAYS)


def join_key(
    office_id: str, matter: str, school_id: str | None, institution_id: str | None, filed_on: date, *, set_apart: bool
) -> str | None:
    """What all reports of one case share, 200 characters at most; None for one that joins nothing.

    `set_apart`: it is about safety, or goes past the local office.
    """
    target = f"school:{school_id}" if school_id else f"institution:{institution_id}" if institution_id else None
    if target is None or set_apart:
        return None
    return f"{window_of(filed_on)} {office_id} {matter} {target}"


def undo_until(on: date) -> date:
    """The last day on which what was joined or split on a day can be undone."""
    return on + timedelta(days=UNDO_DAYS)


def likeness_of_names(some: Iterable[str], others: Iterable[str]) -> Likeness | None:
    """The strongest likeness between two sets of names; spaces, punctuation, width and case do not count."""
    theirs = [plain for name in others if (plain := _plain(name))]
    found = {_likeness(plain, their) for name in some if (plain := _plain(name)) for their in theirs}
    return next((likeness for likeness in Likeness if likeness in found), None)


def _likeness(one: str, other: str) -> Likeness | None:
    if one == other:
        return Likeness.SAME_NAME
    short, long = sorted((one, other), key=len)
    alike = len(short) >= SHORTEST_PART and short in long
    return Likeness.ALIKE_NAME if alike or SequenceMatcher(None, one, other).ratio() >= LIKENESS else None


def _plain(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())
