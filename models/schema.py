"""Bring the database to the newest schema, and say whether it is there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def alembic_config(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration on the connection given; no ini file, no log set-up of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Upgrade to `revision`; safe to repeat. PostgreSQL gives up after 5 s of waiting for a lock.

    SQLite's file is made here and nowhere else.
    """
    if engine.dialect.name == "sqlite":
        with suppress(OSError):  # the connection fails, and says so
            Path(engine.url.database or "").touch(mode=0o600)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        command.upgrade(alembic_config(connection), revision)


def rewind(engine: sa.Engine, revision: str = "base") -> None:
    """Downgrade to `revision`; the data of what is dropped is lost."""
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def is_there(engine: sa.Engine) -> bool:
    """Whether there is anything to connect to, as far as one can know without: SQLite's file, that is."""
    return engine.dialect.name != "sqlite" or Path(engine.url.database or "").exists()


def is_migrated(engine: sa.Engine) -> bool:
    """Whether the database is at the newest revision."""
    if not is_there(engine):
        return False
    with engine.connect().execution_options(jianfu_writes=False) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(alembic_config()).get_current_head()
