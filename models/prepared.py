"""Statements that are written out once and then given to the driver as text.

SQLAlchemy goes through a whole statement each time it is executed, to find out that it knows it; for one that stores a
report this takes longer than storing it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class Prepared:
    """A statement in the words of one database; its results are what the driver gives."""

    text: str
    convert: Mapping[str, Callable[[Any], Any]]
    """How the driver wants the values of some parameters."""
    order: tuple[str, ...] | None
    """The parameters, where they have a place in the text and no name."""

    @classmethod
    def of(cls, statement: sa.ClauseElement, dialect: sa.Dialect) -> Prepared:
        """The statement as SQLAlchemy would execute it."""
        compiled: Any = statement.compile(dialect=dialect)
        converters = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        convert = {name: one for name, one in converters.items() if one is not None}
        return cls(str(compiled), convert, tuple(compiled.positiontup) if compiled.positional else None)

    def execute(self, connection: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Execute it with a value for each parameter, by name."""
        given = {**values, **{name: convert(values[name]) for name, convert in self.convert.items()}}
        if self.order is None:
            return connection.exec_driver_sql(self.text, given)
        return connection.exec_driver_sql(self.text, tuple(given[name] for name in self.order))
