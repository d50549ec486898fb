"""The one row of the installation: whoever has to be alone at something locks it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Installation


def lock_installation(db: Session) -> Installation | None:
    """The installation as it is now, for nobody else until the transaction ends; None before there is one.

    It comes before any office and any case. The hourly release, checkpoints of the audit log, the count of a day and
    changes of the registry wait for each other by it.
    """
    return db.scalar(sa.select(Installation).with_for_update().execution_options(populate_existing=True))
