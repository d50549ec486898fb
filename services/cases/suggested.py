"""The name that an officer suggested for what a case is about: while nobody has decided, it goes with the reports."""

from __future__ import annotations

import sqlalchemy as sa

from models import Case, RegistrySuggestion
from services.work import Work


def suggested_name(work: Work, case: Case) -> str | None:
    """What was suggested for a case and is not decided."""
    return work.db.scalar(sa.select(RegistrySuggestion.name).where(RegistrySuggestion.case_id == case.id))


def move_suggestion(work: Work, case: Case, into: Case) -> None:
    """What was suggested for a case goes with its reports into another of the same place that is about none yet.

    It is forgotten where that has a target, or a suggestion of its own.
    """
    found = work.db.scalar(sa.select(RegistrySuggestion).where(RegistrySuggestion.case_id == case.id).with_for_update())
    if found is None:
        return
    is_known = into.school_id is not None or into.institution_id is not None or suggested_name(work, into) is not None
    if is_known or into.division_code != found.division_code:
        work.db.delete(found)
    else:
        found.case_id = into.id
