"""The declarative base, and a name for each column idiom.

Tables are named in the singular. Row ids are random: no serial number tells an order, and SQLite tables carry no hidden
rowid either. `sealed_*` and `wrapped_*` columns hold ciphertext; what may stand clear is listed in `models.columns`.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A random row id (UUIDv4 in its canonical form)."""
    return str(uuid.uuid4())


class Moment(sa.TypeDecorator[datetime]):
    """A point in time: UTC, and aware on both engines."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write UTC, so that SQLite's text compares in order."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """SQLite forgets the zone; what was written is UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


RowId = Annotated[str, mapped_column(sa.Uuid(as_uuid=False), primary_key=True, default=new_id)]
OtherId = Annotated[str, mapped_column(sa.Uuid(as_uuid=False))]
Code = Annotated[str, mapped_column(sa.String(40))]
Name = Annotated[str, mapped_column(sa.String(200))]
Sealed = Annotated[bytes, mapped_column(sa.LargeBinary)]
Digest = Annotated[bytes, mapped_column(sa.LargeBinary(32))]
PublicKey = Annotated[bytes, mapped_column(sa.LargeBinary(32))]
Json = Annotated[Any, mapped_column(sa.JSON)]

NO_ROWID = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """What every table shares: constraint names by convention, and no rowid on SQLite."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: Moment}
    __table_args__: Any = NO_ROWID
