"""What was counted of each day, what the public was told of each week, and what reporters had been promised."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("report_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reply_case_id_case")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_reply_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", "case_id", "version", name=op.f("pk_reply")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reply_case_id"), "reply", ["case_id"])
    op.create_table(
        "figure",
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_figure_office_id_office")),
        sa.PrimaryKeyConstraint("counted_on", "office_id", "matter", "source", "measure", name=op.f("pk_figure")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_figure_office", "figure", ["office_id", "counted_on"])
    op.create_table(
        "public_figure",
        sa.Column("week", sa.String(length=40), nullable=False),
        sa.Column("division_code", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("rounded", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "division_code", "matter", "measure", name=op.f("pk_public_figure")),
        sqlite_with_rowid=False,
    )
    op.add_column("installation", sa.Column("counted_on", sa.Date(), nullable=True))
    op.create_index("ix_case_event_day", "case_event", ["happened_on", "case_id"])
    op.create_index("ix_report_day", "report", ["filed_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_report_day", table_name="report")
    op.drop_index("ix_case_event_day", table_name="case_event")
    op.drop_column("installation", "counted_on")
    op.drop_table("public_figure")
    op.drop_table("figure")
    op.drop_table("reply")
