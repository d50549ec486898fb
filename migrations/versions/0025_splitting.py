"""What joins cases is undone, and a case is split: which joinings no longer hold, and which case came out of which."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("joining", sa.Column("undone_version", sa.Integer(), nullable=True))
    op.add_column("joining", sa.Column("into_undone_version", sa.Integer(), nullable=True))
    op.create_table(
        "splitting",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("new_case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_splitting_case_id_case")),
        sa.ForeignKeyConstraint(["new_case_id"], ["case.id"], name=op.f("fk_splitting_new_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_splitting")),
        sa.UniqueConstraint("new_case_id", name=op.f("uq_splitting_new_case_id")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("splitting")
    op.drop_column("joining", "into_undone_version")
    op.drop_column("joining", "undone_version")
