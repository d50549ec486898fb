"""How many wrong codes came with the right password of an account, and since when."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False))
    op.add_column("staff", sa.Column("wrong_codes_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "wrong_codes_since")
    op.drop_column("staff", "wrong_codes")
