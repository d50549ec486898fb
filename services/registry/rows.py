"""Rows of the registry as plain values: what the lines of an import remember of them, and compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

import sqlalchemy as sa

from models import CalendarPeriod, Institution, PriceLine, ProgrammeFigure, School
from models.base import Base
from policy.divisions import Divisions
from policy.registry import ListKind

Packed = dict[str, Any]
"""The columns of a row but its id, as JSON has them."""


@dataclass(frozen=True)
class Kept:
    """Where the lines of a kind of list go: the table, the column that names a row for good, and what names it else."""

    model: type[Base]
    code: str | None
    place: tuple[str, ...]

    @property
    def table(self) -> sa.Table:
        """Its table."""
        return cast("sa.Table", self.model.__table__)

    @property
    def columns(self) -> tuple[sa.Column[Any], ...]:
        """Its columns but the id."""
        return tuple(column for column in self.table.c if column.key != "id")

    def place_of(self, divisions: Divisions, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """What names a row beside its code; its division is today's."""
        named = (row[name] for name in self.place)
        return (divisions.standing(row["division_code"]).code, *named)


KEPT: Mapping[ListKind, Kept] = {
    ListKind.SCHOOLS: Kept(School, "school_code", ("name",)),
    ListKind.INSTITUTIONS: Kept(Institution, "credit_code", ("name",)),
    ListKind.CALENDARS: Kept(CalendarPeriod, None, ("school_id", "first")),
    ListKind.PRICES: Kept(PriceLine, None, ("mode", "price_stage", "effective_from", "smallest")),
    ListKind.INDICATORS: Kept(ProgrammeFigure, None, ("indicator", "reporting_period")),
}
READ: Final[Mapping[type, Callable[[Any], Any]]] = {date: date.fromisoformat, Decimal: Decimal}


def packed_value(value: object) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def packed(kept: Kept, row: Any) -> Packed:
    """A row as JSON has it."""
    return {column.key: packed_value(getattr(row, column.key)) for column in kept.columns}


def unpacked(kept: Kept, values: Packed) -> dict[str, Any]:
    """The values of a row again."""
    return {column.key: _unpacked(column, values[column.key]) for column in kept.columns if column.key in values}


def _unpacked(column: sa.Column[Any], value: Any) -> Any:
    read = READ.get(column.type.python_type)
    return value if value is None or read is None else read(value)
