"""The database."""

from __future__ import annotations

from cli import Commands, here
from models.schema import migrate

group = Commands("database", help="The database.")


@group.command("migrate")
def migrate_database() -> None:
    """Bring the database to the newest schema."""
    migrate(here().world.engine)
