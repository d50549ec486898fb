"""What an installation adds to the registry beside schools and institutions, and the lists it came with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Json, Name, OtherId, RowId

PRICE_TABLE = ("division_code", "mode", "price_stage", "effective_from")


def _begins_once(name: str, place: str, *, of_school: bool) -> sa.Index:
    """One period of a place begins on a day."""
    where = sa.text(f"school_id IS {'NOT ' if of_school else ''}NULL")
    return sa.Index(name, place, "first", unique=True, sqlite_where=where, postgresql_where=where)


class CalendarPeriod(Base):
    """What the days `first` to `last` are to pupils of a division, or of one school in it: a kind of period."""

    __tablename__ = "calendar_period"
    __table_args__ = (
        sa.Index("ix_calendar_period_place", "division_code", "school_id", "first"),
        _begins_once("ix_calendar_period_of_division", "division_code", of_school=False),
        _begins_once("ix_calendar_period_of_school", "school_id", of_school=True),
        NO_ROWID,
    )

    id: Mapped[RowId]
    division_code: Mapped[Code]
    school_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("school.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    period: Mapped[Code]


class PriceLine(Base):
    """The guided price of one standard lesson in a division, for classes of `smallest` to `largest` pupils."""

    __tablename__ = "price_line"
    __table_args__ = (
        sa.Index("ix_price_line_place", *PRICE_TABLE),
        sa.Index("ix_price_line_smallest", *PRICE_TABLE, "smallest", unique=True),
        NO_ROWID,
    )

    id: Mapped[RowId]
    division_code: Mapped[Code]
    mode: Mapped[Code]
    price_stage: Mapped[Code]
    minutes: Mapped[int]
    smallest: Mapped[int]
    largest: Mapped[int | None]
    yuan: Mapped[Decimal] = mapped_column(sa.Numeric(8, 2))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class RegistryImport(Base):
    """A list that an administrator brought; the counts are of its lines, `refused` and `same` ones are done with.

    `to_confirm` are those that would add or change something, but look wrong: they are applied once somebody confirms.
    """

    __tablename__ = "registry_import"
    __table_args__ = (sa.Index("ix_registry_import_newest", "made_on", "id"), NO_ROWID)

    id: Mapped[RowId]
    list_kind: Mapped[Code]
    state: Mapped[Code]
    staff_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("staff.id"))
    made_on: Mapped[date]
    applied_on: Mapped[date | None]
    to_add: Mapped[int]
    to_change: Mapped[int]
    same: Mapped[int]
    refused: Mapped[int]
    to_confirm: Mapped[int] = mapped_column(default=0, server_default="0")


class ImportLine(Base):
    """A line that would change a row, or is refused: `earlier` and `later` are the whole row before and after it."""

    __tablename__ = "import_line"
    __table_args__ = (sa.Index("ix_import_line_state", "import_id", "state", "line"), NO_ROWID)

    import_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("registry_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[Code]
    state: Mapped[Code]
    row_id: Mapped[OtherId | None]
    earlier: Mapped[Json | None]
    later: Mapped[Json | None]
    errors: Mapped[Json | None]


class RegistrySuggestion(Base):
    """A name that an officer would have in the registry, written for it; `case_id` is then bound to the new entry."""

    __tablename__ = "registry_suggestion"
    __table_args__ = (sa.Index("ix_registry_suggestion_oldest", "suggested_on", "id"),)

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), unique=True)
    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"))
    target_kind: Mapped[Code]
    division_code: Mapped[Code]
    name: Mapped[Name]
    suggested_on: Mapped[date]
