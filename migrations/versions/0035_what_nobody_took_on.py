"""That nobody passed a case on, but it went up by itself, is said by the case itself, so that its list is a walk."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

OPEN = "status IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"
ALERTED = "alerted_office_id IS NOT NULL"
WENT_UP = "reason_code IN ('nobody_there', 'not_accepted', 'office_closed')"
CAUSE = (
    f'EXISTS (SELECT 1 FROM transfer WHERE transfer.case_id = "case".id AND {WENT_UP})'  # noqa: S608 - constants
    " OR EXISTS (SELECT 1 FROM splitting JOIN transfer ON transfer.case_id = splitting.case_id"
    f' AND transfer.version < splitting.version WHERE splitting.new_case_id = "case".id AND {WENT_UP})'
)
QUEUE = ["next_due_on", "severity", "id", "status"]
BEFORE = ["avoid_local_office", "reseal_pending", "is_appealed", "is_bounced", "is_urged"]


def only(sqlite: str, postgresql: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(sqlite), "postgresql_where": sa.text(postgresql)}


def flagged(flags: list[str]) -> None:
    """What an office was alerted to has one way for all flags."""
    sqlite, postgresql = " OR ".join(f"{flag} = 1" for flag in flags), " OR ".join(flags)
    where = only(f"{ALERTED} AND ({sqlite}) AND {OPEN}", f"{ALERTED} AND ({postgresql}) AND {OPEN}")
    op.create_index("ix_case_alerted_flagged_queue", "case", ["alerted_office_id", *QUEUE, *flags], **where)


def upgrade() -> None:
    op.add_column("case", sa.Column("is_raised", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text(f'UPDATE "case" SET is_raised = true WHERE {CAUSE}'))  # noqa: S608 - constants
    where = only(f"is_raised = 1 AND {OPEN}", f"is_raised AND {OPEN}")
    op.create_index("ix_case_raised_queue", "case", ["office_id", *QUEUE], **where)
    op.drop_index("ix_case_alerted_flagged_queue", table_name="case")
    flagged([*BEFORE, "is_raised"])


def downgrade() -> None:
    op.drop_index("ix_case_alerted_flagged_queue", table_name="case")
    flagged(BEFORE)
    op.drop_index("ix_case_raised_queue", table_name="case")
    op.drop_column("case", "is_raised")
