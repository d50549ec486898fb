"""The day on which a case is looked at again is said by the case itself, so that the list of an office is a walk."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WHERE = sa.text("recheck_on IS NOT NULL")
ONLY = {"sqlite_where": WHERE, "postgresql_where": WHERE}
DAY = '(SELECT recheck.recheck_on FROM recheck WHERE recheck.case_id = "case".id)'


def upgrade() -> None:
    op.add_column("case", sa.Column("recheck_on", sa.Date()))
    op.execute(sa.text(f'UPDATE "case" SET recheck_on = {DAY} WHERE {DAY} IS NOT NULL'))  # noqa: S608 - constants
    op.create_index("ix_case_recheck", "case", ["office_id", "recheck_on", "id"], **ONLY)
    op.create_index("ix_case_recheck_day", "case", ["recheck_on", "id", "office_id"], **ONLY)
    op.drop_table("recheck")


def downgrade() -> None:
    op.create_table(
        "recheck",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recheck_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_recheck")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recheck_day", "recheck", ["recheck_on", "case_id"])
    copied = 'INSERT INTO recheck (case_id, recheck_on) SELECT id, recheck_on FROM "case" WHERE recheck_on IS NOT NULL'
    op.execute(sa.text(copied))
    op.drop_index("ix_case_recheck_day", table_name="case")
    op.drop_index("ix_case_recheck", table_name="case")
    op.drop_column("case", "recheck_on")
