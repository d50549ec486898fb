"""An office above that opens a case says why; rows of the audit log whose time is up are let go, and no others."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MESSAGE = "the audit log is only added to"
PRUNED = "coalesce((SELECT max(size) FROM audit_pruning), 0)"
HAS_ITS_PLACE = "EXISTS (SELECT 1 FROM audit_leaf WHERE audit_leaf.audit_id = OLD.id)"
WAS_SIGNED = f"EXISTS (SELECT 1 FROM audit_checkpoint AS c WHERE c.size = {PRUNED} AND OLD.at <= c.at)"  # noqa: S608 - ours
STAYS = {
    "audit_leaf": f"OLD.position >= {PRUNED}",
    "audit": f"{HAS_ITS_PLACE} OR NOT {WAS_SIGNED}",
    "audit_checkpoint": f"OLD.size >= {PRUNED}",
    "audit_pruning": f"OLD.size >= {PRUNED}",
}
"""What no DELETE takes away. The parts of a tree go before their rows, and the newest pruning tells what is to go."""
BEFORE = ("audit", "audit_leaf", "audit_checkpoint")
PRUNE = f"""
CREATE FUNCTION jianfu_prune_audit() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE last audit_checkpoint;
BEGIN
    SELECT * INTO last FROM audit_checkpoint WHERE size = {PRUNED};
    IF last.size IS NULL OR last.at >= now() - interval '3 years' THEN
        RAISE EXCEPTION '{MESSAGE}';
    END IF;
    DELETE FROM audit_leaf WHERE position < last.size;
    DELETE FROM audit WHERE at <= last.at AND NOT EXISTS (SELECT FROM audit_leaf WHERE audit_id = audit.id);
    DELETE FROM audit_checkpoint WHERE size < last.size;
    DELETE FROM audit_pruning WHERE size < last.size;
END
$$
"""  # noqa: S608 - our own names


def upgrade() -> None:
    op.create_table(
        "oversight",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_oversight_case_id_case")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_oversight_office_id_office")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_oversight")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_pruning",
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("root", name=op.f("pk_audit_pruning")),
        sa.UniqueConstraint("size", name=op.f("uq_audit_pruning_size")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        _let_go_on_postgresql()
    else:
        _let_go_on_sqlite()


def _let_go_on_postgresql() -> None:
    """Row by row; whoever works with the role of `deploy/postgresql/roles.sql` can call the function and no more."""
    for table in BEFORE:
        op.execute(f"DROP TRIGGER {table}_is_added_to ON {table}")
    for table, stays in STAYS.items():
        op.execute(
            f"CREATE TRIGGER {table}_is_added_to BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jianfu_refuse()"
        )
        op.execute(
            f"CREATE FUNCTION jianfu_{table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {stays} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN OLD; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION jianfu_{table}_stays()"
        )
    op.execute(PRUNE)
    op.execute("REVOKE ALL ON FUNCTION jianfu_prune_audit() FROM PUBLIC")


def _let_go_on_sqlite() -> None:
    for table in BEFORE:
        op.execute(f"DROP TRIGGER {table}_refuses_delete")
    for table, stays in STAYS.items():
        op.execute(
            f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} WHEN {stays} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    op.execute(
        f"CREATE TRIGGER audit_pruning_refuses_update BEFORE UPDATE ON audit_pruning "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION jianfu_prune_audit()")
        for table in STAYS:
            op.execute(f"DROP TRIGGER {table}_stays ON {table}")
            op.execute(f"DROP FUNCTION jianfu_{table}_stays()")
            op.execute(f"DROP TRIGGER {table}_is_added_to ON {table}")
        for table in BEFORE:
            op.execute(
                f"CREATE TRIGGER {table}_is_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION jianfu_refuse()"
            )
    else:
        for table in BEFORE:
            op.execute(f"DROP TRIGGER {table}_refuses_delete")
            op.execute(
                f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    op.drop_table("audit_pruning")
    op.drop_table("oversight")
