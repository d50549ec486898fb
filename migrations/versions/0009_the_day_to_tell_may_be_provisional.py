"""The day by which reporters must be told may be a guess, like the finish date.

Which of those in the table are is not known here: all are taken for guesses, and the scheduler settles them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAME = "told_is_provisional"
INDEX = "ix_case_told_provisional"
CASE = sa.table("case", sa.column("told_on", sa.Date), sa.column(NAME, sa.Boolean))


def upgrade() -> None:
    op.add_column("case", sa.Column(NAME, sa.Boolean(), nullable=False, server_default=sa.false()))
    where = {"sqlite_where": sa.text(f"{NAME} = 1"), "postgresql_where": sa.text(NAME)}
    op.create_index(INDEX, "case", ["told_on"], **where)
    op.execute(sa.update(CASE).where(CASE.c.told_on.is_not(None)).values({NAME: True}))


def downgrade() -> None:
    op.drop_index(INDEX, "case")
    op.drop_column("case", NAME)
