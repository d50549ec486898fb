"""Online institutions: the province that approved the lessons, whose office takes reports about them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = "ix_institution_approving_division_code"


def upgrade() -> None:
    op.add_column("institution", sa.Column("approving_division_code", sa.String(40), nullable=True))
    op.create_index(op.f(INDEX), "institution", ["approving_division_code"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="institution")
    op.drop_column("institution", "approving_division_code")
