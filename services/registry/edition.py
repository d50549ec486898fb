"""Who changes the registry does it alone; calendars and prices get another edition each time that they change."""

from __future__ import annotations

import sqlalchemy as sa

from models import Installation, new_id
from services.work import Work


def alone(work: Work) -> None:
    """Until this transaction ends nobody else changes the registry: what was looked at stays so.

    Before any case is locked, as everywhere where the installation and a case are.
    """
    work.db.execute(sa.select(Installation.id).with_for_update())


def changed(work: Work) -> None:
    """Calendars or prices are others now; whoever remembers them reads them again."""
    work.db.execute(sa.update(Installation).values(registry_edition=new_id()))
