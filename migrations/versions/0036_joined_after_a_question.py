"""Whether a case had had its question when it was joined to another, which then has had it, too."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

HAD_ASKED = """
    UPDATE joining SET pause_used = true
    WHERE EXISTS (SELECT 1 FROM "case" WHERE "case".id = joining.case_id AND "case".pause_used)
    AND (joining.undone_version IS NULL OR EXISTS (
        SELECT 1 FROM case_event AS asked
        WHERE asked.case_id = joining.case_id AND asked.version < joining.version AND asked.event = 'ask'
    ))
"""


def upgrade() -> None:
    op.add_column("joining", sa.Column("pause_used", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(HAD_ASKED)


def downgrade() -> None:
    op.drop_column("joining", "pause_used")
