"""What a supervisor looks at twice is said by the case itself, so that its list is a walk; suggestions have an order."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OPEN = "status IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
ALERTED = "alerted_office_id IS NOT NULL"
CAUSES = {
    "appealed": 'SELECT 1 FROM appeal WHERE appeal.case_id = "case".id',
    "bounced": "SELECT 1 FROM transfer there JOIN transfer back ON back.case_id = there.case_id"
    ' AND back.to_office_id = there.from_office_id AND back.version > there.version WHERE there.case_id = "case".id',
    "urged": 'SELECT 1 FROM urging WHERE urging.case_id = "case".id AND urging.answered_version IS NULL',
}
FLAGS = ("avoid_local_office", "reseal_pending", *(f"is_{name}" for name in CAUSES))
QUEUE = ["next_due_on", "severity", "id", "status"]


def only(sqlite: str, postgresql: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def upgrade() -> None:
    for name, cause in CAUSES.items():
        op.add_column("case", sa.Column(f"is_{name}", sa.Boolean(), server_default=sa.false(), nullable=False))
        op.execute(sa.text(f'UPDATE "case" SET is_{name} = true WHERE EXISTS ({cause})'))  # noqa: S608 - constants
    for name in CAUSES:
        where = only(f"is_{name} = 1 AND {OPEN}", f"is_{name} AND {OPEN}")
        op.create_index(f"ix_case_{name}_queue", "case", ["office_id", *QUEUE], **where)
    sqlite, postgresql = " OR ".join(f"{flag} = 1" for flag in FLAGS), " OR ".join(FLAGS)
    where = only(f"{ALERTED} AND ({sqlite}) AND {OPEN}", f"{ALERTED} AND ({postgresql}) AND {OPEN}")
    op.create_index("ix_case_alerted_flagged_queue", "case", ["alerted_office_id", *QUEUE, *FLAGS], **where)
    op.create_index("ix_registry_suggestion_oldest", "registry_suggestion", ["suggested_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_registry_suggestion_oldest", table_name="registry_suggestion")
    op.drop_index("ix_case_alerted_flagged_queue", table_name="case")
    for name in CAUSES:
        op.drop_index(f"ix_case_{name}_queue", table_name="case")
    for name in CAUSES:
        op.drop_column("case", f"is_{name}")
