"""What was destroyed, so that no backup brings it back; cases that are kept although their time is up."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deletion",
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("forget_on", sa.Date(), nullable=False),
        sa.Column("swept", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_deletion")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_deletion_forget_on"), "deletion", ["forget_on"])
    op.create_table(
        "hold",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hold_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_hold")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_appeal_from_case_id"), "appeal", ["from_case_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_appeal_from_case_id"), "appeal")
    op.drop_table("hold")
    op.drop_table("deletion")
