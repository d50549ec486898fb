"""What happened to reports, as acts: what their timelines are told from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CaseEvent, Message, Report, Stay
from policy.disclosure import Act, reporter_timeline
from policy.vocabulary import Event, Sender, Status


class Said(Protocol):
    """What of a message is known without its text."""

    @property
    def on(self) -> date: ...
    @property
    def sender(self) -> str: ...
    @property
    def ask(self) -> bool: ...
