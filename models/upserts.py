"""Insert what may be there already: both databases say ON CONFLICT, each in its own dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def insert_into(db: Session, model: type[Base]) -> Any:
    """An INSERT that can be told what to do where the row is there already (`on_conflict_...`)."""
    insert = postgresql.insert if db.connection().dialect.name == "postgresql" else sqlite.insert
    return insert(model)
