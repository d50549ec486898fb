"""Which cases were joined and split, by the versions that it made of them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Joining, Splitting

HOLDS: Final = Joining.undone_version.is_(None)
"""Of a joining: nobody has undone it."""
FIRST: Final = 1
"""The version of a new case."""


def other_cases(db: Session, case_id: str) -> dict[int, str]:
    """The other case of each joining, split and undoing of one, by the version that it made of this case."""
    found: dict[int | None, str] = {}
    joined = sa.or_(Joining.case_id == case_id, Joining.into_case_id == case_id)
    for one in db.scalars(sa.select(Joining).where(joined)):
        if one.case_id == case_id:
            found |= dict.fromkeys((one.version, one.undone_version), one.into_case_id)
        else:
            found |= dict.fromkeys((one.into_version, one.into_undone_version), one.case_id)
    split = sa.or_(Splitting.case_id == case_id, Splitting.new_case_id == case_id)
    for parted in db.scalars(sa.select(Splitting).where(split)):
        was_split = parted.case_id == case_id
        found[parted.version if was_split else FIRST] = parted.new_case_id if was_split else parted.case_id
    return {version: other for version, other in found.items() if version is not None}
