"""Whether a case had had its question when another came out of it, which then has had it, too."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

HAD_ASKED = """
    UPDATE splitting SET pause_used = true WHERE EXISTS (
        SELECT 1 FROM case_event AS asked
        WHERE asked.case_id = splitting.case_id AND asked.version < splitting.version AND asked.event = 'ask'
    )
"""


def upgrade() -> None:
    op.add_column("splitting", sa.Column("pause_used", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(HAD_ASKED)


def downgrade() -> None:
    op.drop_column("splitting", "pause_used")
