"""Which edition of calendars and prices this installation has: another one each time that they change."""

from __future__ import annotations

import sqlalchemy as sa

from models import Installation, new_id
from services.work import Work


def changed(work: Work) -> None:
    """Calendars or prices are others now; whoever remembers them reads them again."""
    work.db.execute(sa.update(Installation).values(registry_edition=new_id()))
