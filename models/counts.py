"""Counts that are kept as they grow: add to one, whether it is there already or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import Base
from models.upserts import insert_into


def add_to_count(db: Session, model: type[Base], key: Mapping[str, Any], more: int) -> None:
    """Add to the `count` of the row with this primary key, in one statement; nobody who does so at once is lost."""
    added: sa.ColumnElement[int] = model.__table__.c["count"] + more
    statement = insert_into(db, model).values(**key, count=more)
    db.execute(statement.on_conflict_do_update(index_elements=list(key), set_={"count": added}))
