"""What each role looks at in its queue: views that need not be made first, and the filters that tell it something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policy.access import Permission, may
from policy.vocabulary import Concern, Role, Severity, Status

Filters = Mapping[str, str | bool]
"""By the names of `GET /cases`; `me` stands for whoever asks."""


@dataclass(frozen=True)
class View:
    """A view of the queue; `name` is the code of its name. A queue opens with the one that `is_default`."""

    id: str
    name: str
    filters: Filters
    is_default: bool = False


MINE = View("mine", "view.mine", {"open": True, "assignee": "me"})
ARRIVED = View("arrived", "view.arrived", {"status": Status.SUBMITTED.value})
OPEN = View("open", "view.open", {"open": True}, is_default=True)
OVERDUE = View("overdue", "view.overdue", {"overdue": True})
URGENT = View("urgent", "view.urgent", {"open": True, "severity": Severity.URGENT.word})
ALL = View("all", "view.all", {})
MOST_SAVED = 20
"""Views that somebody may save beside those of the role."""
LONGEST_NAME = 30
EVERYBODYS = (OPEN, OVERDUE, URGENT, ALL)


def views_for(role: Role) -> tuple[View, ...]:
    """The views of a role: who works on cases has the own and the new ones, who looks below each concern."""
    if not may(role, Permission.READ_CASES):
        return ()
    own = (MINE, ARRIVED) if may(role, Permission.MOVE_CASES) else ()
    looks_below = may(role, Permission.READ_OFFICES_BELOW)
    concerns = (View(one.value, f"concern.{one.value}", {"concern": one.value}) for one in Concern)
    return (*own, *EVERYBODYS, *(concerns if looks_below else ()))


def filters_for(role: Role) -> tuple[str, ...]:
    """The filters that tell a role something, in the order in which they are offered."""
    if not may(role, Permission.READ_CASES):
        return ()
    below = ("concern", "office_id") if may(role, Permission.READ_OFFICES_BELOW) else ()
    own = ("assignee",) if may(role, Permission.MOVE_CASES) else ()
    return ("status", "severity", "matter", "category", *below, "overdue", *own)
