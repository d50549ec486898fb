"""The audit log, its tree and its checkpoints: rows that are added, and neither changed nor deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("audit", "audit_leaf", "audit_checkpoint")
REFUSE = """
CREATE FUNCTION jianfu_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("username", sa.String(length=200), nullable=True),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("object_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_newest", "audit", ["at", "id"])
    for column in ("staff_id", "office_id", "case_id"):
        op.create_index(op.f(f"ix_audit_{column}"), "audit", [column])
    op.create_table(
        "audit_leaf",
        sa.Column("audit_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_leaf_audit_id_audit")),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_leaf")),
        sa.UniqueConstraint("position", name=op.f("uq_audit_leaf_position")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("root", name=op.f("pk_audit_checkpoint")),
        sa.UniqueConstraint("size", name=op.f("uq_audit_checkpoint_size")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _refuse_on_postgresql() -> None:
    op.execute(REFUSE)
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_is_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jianfu_refuse()"
        )


def _refuse_on_sqlite() -> None:
    """REPLACE deletes the row it replaces, which fires a trigger with `recursive_triggers=ON` only."""
    for table in TABLES:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
            )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION jianfu_refuse()")
