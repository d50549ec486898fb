"""Cases that the demo's bulk path made up are marked, and lists that read too much among many cases have indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OPEN = "status IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
FLAGGED = {"ix_case_avoided_queue": "avoid_local_office", "ix_case_reseal_queue": "reseal_pending"}
UNFINISHED = "status IN ('accepted', 'open')"
NAMED = ("school", "institution")


def only(sqlite: str, postgresql: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def upgrade() -> None:
    op.add_column("case", sa.Column("synthetic", sa.Boolean(), server_default=sa.false(), nullable=False))
    order = ["office_id", "next_due_on", "severity", "id", "status"]
    for name, flag in FLAGGED.items():
        op.create_index(name, "case", order, **only(f"{flag} = 1 AND {OPEN}", f"{flag} AND {OPEN}"))
    proposed = "event = 'propose'"
    op.create_index("ix_case_event_proposed", "case_event", ["case_id", "version"], **only(proposed, proposed))
    op.create_index("ix_task_due", "task", ["due_on", "id"])
    op.create_index("ix_task_open_due", "task", ["due_on", "id"], **only(UNFINISHED, UNFINISHED))
    for table in NAMED:
        op.create_index(f"ix_{table}_name", table, ["name", "id"])


def downgrade() -> None:
    for table in NAMED:
        op.drop_index(f"ix_{table}_name", table_name=table)
    op.drop_index("ix_task_open_due", table_name="task")
    op.drop_index("ix_task_due", table_name="task")
    op.drop_index("ix_case_event_proposed", table_name="case_event")
    for name in FLAGGED:
        op.drop_index(name, table_name="case")
    op.drop_column("case", "synthetic")
