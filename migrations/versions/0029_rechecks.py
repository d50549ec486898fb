"""On which day an answered case is looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0024"
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
    op.create_index("ix_recheck_day", "recheck", ["recheck_on", "case_id"])


def downgrade() -> None:
    op.drop_table("recheck")
