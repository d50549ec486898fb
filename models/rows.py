"""New rows as plain values: what one statement of ours stores needs no unit of work that watches it."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.base import Base

Shape = tuple[sa.Table, tuple[str, ...]]
"""A table, and the names of those of its columns that are given a value."""


class NewRow(NamedTuple):
    """A row to be stored: its table, and a value for each column that does not begin as in every row, or with NULL."""

    table: sa.Table
    values: dict[str, Any]

    @property
    def shape(self) -> Shape:
        """What a statement that stores such rows has to know of it."""
        return self.table, tuple(self.values)


def new_row(model: type[Base], **values: Any) -> NewRow:
    """A row of that table; to give None is to give nothing."""
    given = {name: value for name, value in values.items() if value is not None}
    return NewRow(cast("sa.Table", model.__table__), given)


def parameters(*rows: NewRow) -> dict[str, Any]:
    """The values of the rows that one statement stores; the name of each has the number of its row."""
    return {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.values.items()}


def stored(shape: Shape, number: int) -> dict[str, sa.ColumnElement[Any]]:
    """What a statement stores of such a row: by column, its parameter, or what it begins with (false, or a number)."""
    table, given = shape
    begins = {
        column.key: sa.literal_column(str(column.default.arg).lower(), column.type)
        for column in table.c
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    return begins | {name: sa.bindparam(f"{name}_{number}", type_=table.c[name].type) for name in given}
