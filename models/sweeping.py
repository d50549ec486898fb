"""Leave nothing of deleted rows in PostgreSQL's files.

A plain VACUUM gives their room free and leaves their bytes in it. VACUUM FULL writes a table and its indexes anew, from
the rows that are there; nobody can use the table meanwhile (https://www.postgresql.org/docs/current/sql-vacuum.html).
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from models.base import Base

PATIENCE = "2s"
"""Whoever waits for a table makes all wait who come after."""


def sweep(engine: sa.Engine, tables: Iterable[type[Base]]) -> bool:
    """Write these tables anew; False when one is in use for too long. PostgreSQL only; of a role that owns them."""
    with engine.connect().execution_options(jianfu_writes=False) as connection:  # each statement stands alone
        connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}'")
        try:
            for table in tables:
                connection.exec_driver_sql(f'VACUUM (FULL) "{table.__tablename__}"')
        except OperationalError:
            return False
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True
