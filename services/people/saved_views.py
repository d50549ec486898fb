"""The views of the queue that somebody saved: names and filters, sealed, the same in whatever browser they log in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from models import Staff
from security.envelope import open_json, seal_json
from security.saved_views import views_key
from services.keyring import Actor
from services.work import Work

ADDRESS = {"table": "staff", "column": "sealed_views"}
SavedView = dict[str, Any]
"""`id`, `name`, and `filters` by the names of `GET /cases`."""


def saved_views(actor: Actor, staff: Staff) -> Sequence[SavedView]:
    """Their saved views, in the order in which they were kept."""
    if staff.sealed_views is None:
        return ()
    kept: list[SavedView] = open_json(views_key(actor.private_key), staff.sealed_views, row_id=staff.id, **ADDRESS)
    return kept


def keep_views(work: Work, actor: Actor, views: Sequence[SavedView]) -> Sequence[SavedView]:
    """These, and no others, are their saved views from now on."""
    sealed = seal_json(views_key(actor.private_key), list(views), row_id=actor.id, **ADDRESS) if views else None
    work.db.execute(sa.update(Staff).where(Staff.id == actor.id).values(sealed_views=sealed))
    return views
