"""What the scheduler looks for every few seconds is found along small indexes; a new case is in one index less."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SMALL = {
    "ix_case_assignee_id": ("case", ("assignee_id",), "assignee_id IS NOT NULL", "assignee_id IS NOT NULL"),
    "ix_case_reminded": ("case", ("status", "reminded_on"), "reminded_on IS NOT NULL", "reminded_on IS NOT NULL"),
    "ix_case_provisional": ("case", ("finish_on",), "due_is_provisional = 1", "due_is_provisional"),
    "ix_report_provisional": ("report", ("due_on", "case_id"), "due_is_provisional = 1", "due_is_provisional"),
}


def upgrade() -> None:
    op.drop_index("ix_case_assignee_id", "case")
    for name, (table, columns, on_sqlite, on_postgresql) in SMALL.items():
        where = {"sqlite_where": sa.text(on_sqlite), "postgresql_where": sa.text(on_postgresql)}
        op.create_index(name, table, list(columns), **where)


def downgrade() -> None:
    for name, (table, *_) in SMALL.items():
        op.drop_index(name, table)
    op.create_index("ix_case_assignee_id", "case", ["assignee_id"])
