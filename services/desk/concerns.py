"""What a supervisor looks at twice: cases under appeal, passed back, past the local office, gone up, proposed.

Each is a question about an unanswered case. Where a flag of the case answers it, an index of the flagged ones is in the
order of the queue; the others are asked on the way.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import CaseEvent, Note
from models.cases import FLAGS
from policy.decisions import OUTLASTS
from policy.vocabulary import Concern, Event

Columns = Any
"""`Case`, or an alias of it."""

FROM_ABOVE = [event.value for event in (Event.OVERSEE, Event.URGE, Event.SUPERVISE)]
PROPOSAL, LATER = aliased(CaseEvent), aliased(CaseEvent)


def gives(concern: Concern, case: Columns, quiet_since: date) -> sa.ColumnElement[bool]:
    """Whether a case gives cause for the concern; silence is that of an office since a day."""
    if concern in FLAGS:
        flag: sa.ColumnElement[bool] = getattr(case, FLAGS[concern])
        return flag
    causes: dict[Concern, sa.ColumnElement[bool]] = {
        Concern.SILENT: _silent(case, quiet_since),
        Concern.PROPOSED: _proposed(case),
    }
    return causes[concern]


def _proposed(case: Columns) -> sa.ColumnElement[bool]:
    """An answer waits for a second person: what counts last in its history is a proposal (services.deciding)."""
    later = sa.exists().where(
        LATER.case_id == PROPOSAL.case_id, LATER.version > PROPOSAL.version, LATER.event.not_in(OUTLASTS)
    )
    is_one = PROPOSAL.event == sa.literal(Event.PROPOSE.value, literal_execute=True)  # as the partial index has it
    proposal = (PROPOSAL.case_id == case.id, is_one)
    return sa.select(PROPOSAL.id).where(*proposal, ~later).exists()


def _silent(case: Columns, since: date) -> sa.ColumnElement[bool]:
    """Its office has had it for so long, did nothing and wrote no note; what those above do is no act of it."""
    acts = (CaseEvent.case_id == case.id, CaseEvent.happened_on >= since, CaseEvent.staff_id.is_not(None))
    done = sa.exists().where(*acts, CaseEvent.event.not_in(FROM_ABOVE))
    noted = sa.exists().where(Note.case_id == case.id, Note.posted_on >= since)
    return sa.and_(case.status_since < since, case.submitted_on < since, ~done, ~noted)
