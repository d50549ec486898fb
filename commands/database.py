"""The database."""

from __future__ import annotations

import click

from cli import Commands, here
from models.engine import create_engine
from models.schema import migrate
from settings import BadSettings, database_url_alone

group = Commands("database", help="The database.")


@group.command("migrate")
@click.option("--as-owner", is_flag=True, help="By DATABASE_URL alone: who owns the tables has no other setting.")
def migrate_database(*, as_owner: bool) -> None:
    """Bring the database to the newest schema."""
    try:
        migrate(create_engine(database_url_alone()) if as_owner else here().world.engine)
    except BadSettings as bad:
        raise click.ClickException(f"{bad}") from None
