"""What divisions report of the programme, and how many lines of a list somebody has to confirm."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_figure",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("division_code", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("reporting_period", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("stated_in", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_figure")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_programme_figure_place",
        "programme_figure",
        ["division_code", "indicator", "reporting_period"],
        unique=True,
    )
    op.add_column("registry_import", sa.Column("to_confirm", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("registry_import", "to_confirm")
    op.drop_index("ix_programme_figure_place", table_name="programme_figure")
    op.drop_table("programme_figure")
