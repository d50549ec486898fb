"""What a supervisor looks at twice: cases under appeal, passed back, past the local office, gone up, proposed.

Each is a question about an unanswered case that a queue asks on its way: none has an index of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Appeal, CaseEvent, Note, Transfer, Urging
from policy.decisions import OUTLASTS
from policy.transfers import EscalationReason
from policy.vocabulary import Concern, Event

Columns = Any
"""`Case`, or an alias of it."""

FROM_ABOVE = [event.value for event in (Event.OVERSEE, Event.URGE, Event.SUPERVISE)]
THERE, BACK = aliased(Transfer), aliased(Transfer)
PROPOSAL, LATER = aliased(CaseEvent), aliased(CaseEvent)


def gives(concern: Concern, case: Columns, quiet_since: date) -> sa.ColumnElement[bool]:
    """Whether a case gives cause for the concern; silence is that of an office since a day."""
    causes: dict[Concern, sa.ColumnElement[bool]] = {
        Concern.APPEALED: sa.exists().where(Appeal.case_id == case.id),
        Concern.BOUNCED: _bounced(case),
        Concern.AVOIDED: case.avoid_local_office,
        Concern.RAISED: _raised(case),
        Concern.RESEAL: case.reseal_pending,
        Concern.SILENT: _silent(case, quiet_since),
        Concern.URGED: sa.exists().where(Urging.case_id == case.id, Urging.answered_version.is_(None)),
        Concern.PROPOSED: _proposed(case),
    }
    return causes[concern]


def _bounced(case: Columns) -> sa.ColumnElement[bool]:
    """It came to an office that had had it (policy.transfers)."""
    same = (BACK.case_id == THERE.case_id, BACK.to_office_id == THERE.from_office_id)
    again = sa.and_(*same, BACK.version > THERE.version)
    return sa.select(THERE.case_id).join(BACK, again).where(THERE.case_id == case.id).exists()


def _proposed(case: Columns) -> sa.ColumnElement[bool]:
    """An answer waits for a second person: what counts last in its history is a proposal (services.deciding)."""
    later = sa.exists().where(
        LATER.case_id == PROPOSAL.case_id, LATER.version > PROPOSAL.version, LATER.event.not_in(OUTLASTS)
    )
    is_one = PROPOSAL.event == sa.literal(Event.PROPOSE.value, literal_execute=True)  # as the partial index has it
    proposal = (PROPOSAL.case_id == case.id, is_one)
    return sa.select(PROPOSAL.id).where(*proposal, ~later).exists()


def _raised(case: Columns) -> sa.ColumnElement[bool]:
    """Nobody passed it on: its office was closed, empty, or let it lie."""
    reasons = [reason.value for reason in EscalationReason]
    return sa.exists().where(THERE.case_id == case.id, THERE.reason_code.in_(reasons))


def _silent(case: Columns, since: date) -> sa.ColumnElement[bool]:
    """Its office has had it for so long, did nothing and wrote no note; what those above do is no act of it."""
    acts = (CaseEvent.case_id == case.id, CaseEvent.happened_on >= since, CaseEvent.staff_id.is_not(None))
    done = sa.exists().where(*acts, CaseEvent.event.not_in(FROM_ABOVE))
    noted = sa.exists().where(Note.case_id == case.id, Note.posted_on >= since)
    return sa.and_(case.status_since < since, case.submitted_on < since, ~done, ~noted)
