"""Transfers, ratings, appeals, tombstones, and cases that go past the local office."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("avoid_local_office", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "transfer",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("to_office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_transfer_case_id_case")),
        sa.ForeignKeyConstraint(["from_office_id"], ["office.id"], name=op.f("fk_transfer_from_office_id_office")),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.id"], name=op.f("fk_transfer_to_office_id_office")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_transfer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating",
        sa.Column("report_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("sealed_rating", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_rating_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_rating")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appeal",
        sa.Column("report_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("from_case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("recused_staff_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appeal_case_id_case")),
        sa.ForeignKeyConstraint(["from_case_id"], ["case.id"], name=op.f("fk_appeal_from_case_id_case")),
        sa.ForeignKeyConstraint(["recused_staff_id"], ["staff.id"], name=op.f("fk_appeal_recused_staff_id_staff")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_appeal_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appeal_case_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone",
        sa.Column("receipt_lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("receipt_lookup", name=op.f("pk_tombstone")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tombstone_forget_on"), ["forget_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tombstone_forget_on"))

    for table in ("tombstone", "appeal", "rating", "transfer"):
        op.drop_table(table)
    op.drop_column("case", "avoid_local_office")  # SQLite does this in place: the table is not made anew
