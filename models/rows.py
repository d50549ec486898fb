"""New rows as plain values: what one statement of ours stores needs no unit of work that watches it."""

from __future__ import annotations

from functools import lru_cache
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


@lru_cache(maxsize=64)
def beginnings(shape: Shape) -> dict[str, sa.ColumnElement[Any]]:
    """What the other columns have that do not begin with NULL, as SQL says it: false, or a number."""
    table, given = shape
    return {
        column.key: sa.literal_column(str(column.default.arg).lower(), column.type)
        for column in table.c
        if column.key not in given and isinstance(column.default, ScalarElementColumnDefault)
    }
