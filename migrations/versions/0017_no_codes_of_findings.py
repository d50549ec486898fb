"""Codes of findings told a pupil's grade in parts, and nothing read them: they are sealed with the report alone.

The column stays, empty, for the release before this one, which writes it; a later revision drops it.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE report SET finding_codes = '[]'")


def downgrade() -> None:
    """What was forgotten does not come back."""
