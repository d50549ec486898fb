"""An index for each way through a queue, for changes of an office's keys, and for who is recused."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ORDER = ("next_due_on", "severity", "id")
FURTHER = ("category", "matter", "assignee_id")
OPEN = "status IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
DONE = "status NOT IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
ALERTED, ASSIGNED = "alerted_office_id IS NOT NULL", "assignee_id IS NOT NULL"
PARTIAL = {
    "ix_case_open_queue": (("office_id", *ORDER, *FURTHER), OPEN),
    "ix_case_open_severity_queue": (("office_id", "severity", "next_due_on", "id", "status", *FURTHER), OPEN),
    "ix_case_done_queue": (("office_id", *ORDER), DONE),
    "ix_case_assignee_queue": (("office_id", "assignee_id", *ORDER, "status"), ASSIGNED),
    "ix_case_open_assignee_queue": (("office_id", "assignee_id", *ORDER, "status"), f"{ASSIGNED} AND {OPEN}"),
    "ix_case_alerted_queue": (("alerted_office_id", *ORDER, "status", *FURTHER), ALERTED),
    "ix_case_alerted_open_queue": (("alerted_office_id", *ORDER, *FURTHER), f"{ALERTED} AND {OPEN}"),
}
WHOLE = {
    "ix_case_status_queue": ("office_id", "status", *ORDER, *FURTHER),
    "ix_case_severity_queue": ("office_id", "severity", "next_due_on", "id"),
    "ix_case_category_queue": ("office_id", "category", *ORDER),
    "ix_case_matter_queue": ("office_id", "matter", *ORDER),
}
WRAPS = {"case_key_wrap": "case_id", "report_key_wrap": "report_id"}


def upgrade() -> None:
    op.drop_index("ix_case_alerted_queue", "case")
    for name, (columns, where) in PARTIAL.items():
        only = sa.text(where)
        op.create_index(name, "case", list(columns), sqlite_where=only, postgresql_where=only)
    for name, columns in WHOLE.items():
        op.create_index(name, "case", list(columns))
    for table, row_id in WRAPS.items():
        op.create_index(f"ix_{table}_by_key", table, ["office_id", "key_version", row_id])
    op.create_index(op.f("ix_appeal_recused_staff_id"), "appeal", ["recused_staff_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_appeal_recused_staff_id"), "appeal")
    for table in WRAPS:
        op.drop_index(f"ix_{table}_by_key", table)
    for name in (*WHOLE, *PARTIAL):
        op.drop_index(name, "case")
    op.create_index("ix_case_alerted_queue", "case", ["alerted_office_id", *ORDER])
