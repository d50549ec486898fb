"""Cases of one school or institution are found along an index: what else is open there, and whether an entry may go."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TARGETS = {"ix_case_school": "school_id", "ix_case_institution": "institution_id"}


def upgrade() -> None:
    for name, column in TARGETS.items():
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "case", [column, "status"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in TARGETS:
        op.drop_index(name, table_name="case")
