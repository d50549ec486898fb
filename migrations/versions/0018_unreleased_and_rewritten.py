"""What is shown at the next full hour by its own name, with files and ratings; tables are written anew each night."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = {  # name → what it points at, its name before
    "unreleased_case": ("case", "held_case"),
    "unreleased_message": ("message", "held_message"),
    "unreleased_evidence": ("evidence", None),
    "unreleased_rating": ("report", None),
}
REWRITE = """
CREATE FUNCTION jianfu_rewrite(rewritten regclass) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE key regclass := (SELECT indexrelid FROM pg_index WHERE indrelid = rewritten AND indisprimary);
BEGIN EXECUTE 'CLUSTER ' || rewritten || ' USING ' || (SELECT quote_ident(relname) FROM pg_class WHERE oid = key); END $$
"""
"""Rows in the order of their random ids, and nothing of deleted ones. Only the owner of a table may do that, and whoever
the owner lets call this (deploy/postgresql/roles.sql)."""


def upgrade() -> None:
    for name, (of, before) in TABLES.items():
        create(name, of)
        if before is not None:
            op.execute(f"INSERT INTO {name} SELECT * FROM {before}")  # noqa: S608 - our own tables
            op.drop_table(before)
    op.add_column("installation", sa.Column("rewritten_on", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REWRITE)
        op.execute("REVOKE EXECUTE ON FUNCTION jianfu_rewrite(regclass) FROM PUBLIC")


def create(name: str, of: str) -> None:
    op.create_table(
        name,
        sa.Column(f"{of}_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=op.f(f"fk_{name}_{of}_id_{of}")),
        sa.PrimaryKeyConstraint(f"{of}_id", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION jianfu_rewrite(regclass)")
    op.drop_column("installation", "rewritten_on")
    for name, (of, before) in TABLES.items():
        if before is not None:
            create(before, of)
            op.execute(f"INSERT INTO {before} SELECT * FROM {name}")  # noqa: S608 - our own tables
        op.drop_table(name)
