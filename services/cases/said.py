"""What was said with an answer, as it was sealed in its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BEFORE = "action_taken"
"""Of the time when an answer named one action: what is sealed stands as it is, for no migration has its key."""


def as_now(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was opened, with `actions_taken` as a list; what an answer named in that time is the one in it."""
    now = {name: value for name, value in said.items() if name != BEFORE}
    one = said.get(BEFORE)
    return {"actions_taken": [one] if one else [], **now}
