"""How a report came, and the views that staff saved; opinions are counted for all sources together."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

FIGURE = sa.table("figure", sa.column("source", sa.String), sa.column("measure", sa.String))
OPINIONS = ("rated", "solved", "satisfied")


def upgrade() -> None:
    op.add_column("report", sa.Column("source", sa.String(length=40), server_default="online", nullable=False))
    op.execute(FIGURE.update().where(FIGURE.c.measure.in_(OPINIONS)).values(source="*"))
    op.add_column("staff", sa.Column("sealed_views", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.execute(FIGURE.update().where(FIGURE.c.measure.in_(OPINIONS)).values(source="online"))
    op.drop_column("report", "source")
    op.drop_column("staff", "sealed_views")
