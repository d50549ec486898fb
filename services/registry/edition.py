"""Who changes the registry does it alone; calendars and prices get another edition each time that they change."""

from __future__ import annotations

import sqlalchemy as sa

from models import Installation, new_id
from services.installation import lock_installation
from services.work import Work


def alone(work: Work) -> None:
    """Until this transaction ends nobody else changes the registry: what was looked at stays so.

    Nor does what else waits for the installation, before any case (`services.installation`).
    """
    lock_installation(work.db)


def changed(work: Work) -> None:
    """Calendars or prices are others now; whoever remembers them reads them again."""
    work.db.execute(sa.update(Installation).values(registry_edition=new_id()))
