"""A queue's walk sees in its index whether a case is open, and there is one for each way through what was alerted."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ORDER = ("next_due_on", "severity", "id")
FURTHER = ("category", "matter", "assignee_id")
OPEN = "status IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
DONE = "status NOT IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
ALERTED, ASSIGNED = "alerted_office_id IS NOT NULL", "assignee_id IS NOT NULL"
AGAIN = {
    "ix_case_open_queue": (("office_id", *ORDER), FURTHER, OPEN),
    "ix_case_done_queue": (("office_id", *ORDER), (), DONE),
    "ix_case_alerted_open_queue": (("alerted_office_id", *ORDER), FURTHER, f"{ALERTED} AND {OPEN}"),
}
NEW = {
    "ix_case_alerted_status_queue": (("status", *ORDER, *FURTHER), ALERTED),
    "ix_case_alerted_severity_queue": (("severity", "next_due_on", "id", *FURTHER), ALERTED),
    "ix_case_alerted_assignee_queue": (("assignee_id", *ORDER, "status"), f"{ALERTED} AND {ASSIGNED}"),
}


def upgrade() -> None:
    for name, (columns, further, where) in AGAIN.items():
        op.drop_index(name, "case")
        _create(name, [*columns, "status", *further], where)
    for name, (columns, where) in NEW.items():
        _create(name, ["alerted_office_id", *columns], where)


def downgrade() -> None:
    for name in NEW:
        op.drop_index(name, "case")
    for name, (columns, further, where) in AGAIN.items():
        op.drop_index(name, "case")
        _create(name, [*columns, *further], where)


def _create(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "case", columns, sqlite_where=only, postgresql_where=only)
