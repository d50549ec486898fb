"""On which day an answered case is looked at again, and what is counted of answers that are sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recheck",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recheck_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_recheck")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conduct_count",
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("habit", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_conduct_count_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "month", "habit", name=op.f("pk_conduct_count")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recheck_day", "recheck", ["recheck_on", "case_id"])


def downgrade() -> None:
    op.drop_table("conduct_count")
    op.drop_table("recheck")
