"""The rows there are, and how many."""

import sqlalchemy as sa

from models import Base


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
