"""The rows there are, and how many."""

import sqlalchemy as sa

from models import Base
from models.columns import SEALED


def all_of(db, table):
    """Every row of a table."""
    return db.scalars(sa.select(table)).all()


def count_rows(engine):
    """The number of rows by table."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def sealed_values(engine, tables):
    """Every sealed value that stands in these tables, as bytes."""
    with engine.connect() as connection:
        return [
            bytes(value)
            for name in tables
            for row in connection.execute(sa.select(Base.metadata.tables[name])).mappings()
            for column, value in row.items()
            if column.startswith(SEALED) and value is not None
        ]
