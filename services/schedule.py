"""The jobs of the scheduler: each does a part of what is due and says how much, and is safe to repeat."""

from __future__ import annotations

from collections.abc import Callable

from services.administration.rotation import finish_rotations
from services.audit.pruning import prune_audit
from services.cases.by_clock import move_by_clock
from services.cases.due_dates import settle_due_dates
from services.figures.closing import close_day
from services.filing.releasing import release
from services.handing.escalation import escalate_by_clock, remind_late_offices
from services.housekeeping import (
    forget_ended_sessions,
    forget_files_of_nobody,
    forget_half_uploads,
    forget_spent_challenges,
    forget_tombstones,
)
from services.joint.by_clock import return_tasks_by_clock
from services.ledger import forget_deletions
from services.registry.imports import continue_imports, forget_imports
from services.retention import delete_old_cases
from services.watching.conduct_days import close_conduct
from services.watching.warnings import warn_offices
from services.work import Work

JOBS: tuple[Callable[[Work], int], ...] = (
    release,
    forget_spent_challenges,
    forget_ended_sessions,
    forget_tombstones,
    forget_deletions,
    forget_half_uploads,
    forget_files_of_nobody,
    move_by_clock,
    settle_due_dates,
    remind_late_offices,
    escalate_by_clock,
    return_tasks_by_clock,
    warn_offices,
    finish_rotations,
    close_day,
    close_conduct,
    delete_old_cases,
    continue_imports,
    forget_imports,
    prune_audit,
)
