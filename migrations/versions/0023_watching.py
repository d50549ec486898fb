"""More time once, offices that were urged, reminders; the scheduler finds what a warning may be due for."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OPEN = "status IN ('accepted', 'awaiting_reporter', 'investigating', 'submitted')"


def upgrade() -> None:
    op.add_column("case", sa.Column("warn_on", sa.Date(), nullable=True))
    op.execute(f'UPDATE "case" SET warn_on = submitted_on WHERE {OPEN}')  # noqa: S608 - our own words
    only = sa.text("warn_on IS NOT NULL")
    op.create_index("ix_case_warn", "case", ["warn_on", "id"], sqlite_where=only, postgresql_where=only)
    _create_acts()
    _create_reminders()


def _create_acts() -> None:
    op.create_table(
        "extension",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_extension_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_extension")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "urging",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("back_report", sa.String(length=40), nullable=True),
        sa.Column("answered_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_urging_case_id_case")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_urging_office_id_office")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_urging")),
        sqlite_with_rowid=False,
    )


def _create_reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reminder_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("case_id", "kind", "since_version", name=op.f("uq_reminder_case_id_kind_since_version")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminder_to",
        sa.Column("reminder_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_reminder_to_office_id_office")),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_to_reminder_id_reminder")),
        sa.PrimaryKeyConstraint("reminder_id", "office_id", name=op.f("pk_reminder_to")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reminder_to_newest", "reminder_to", ["office_id", "reminded_on", "reminder_id"])
    op.create_table(
        "reminder_read",
        sa.Column("reminder_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("staff_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_read_reminder_id_reminder")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reminder_read_staff_id_staff")),
        sa.PrimaryKeyConstraint("reminder_id", "staff_id", name=op.f("pk_reminder_read")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reminder_read_staff_id"), "reminder_read", ["staff_id"])


def downgrade() -> None:
    for table in ("reminder_read", "reminder_to", "reminder", "urging", "extension"):
        op.drop_table(table)
    op.drop_index("ix_case_warn", table_name="case")
    op.drop_column("case", "warn_on")
