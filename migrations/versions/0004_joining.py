"""Reports that join a case, and cases that an officer joins."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("join_key", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_case_join_key"), "case", ["join_key"], unique=True)
    op.add_column("report", sa.Column("joined_version", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "joining",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("into_case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("into_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_joining_case_id_case")),
        sa.ForeignKeyConstraint(["into_case_id"], ["case.id"], name=op.f("fk_joining_into_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_joining")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_joining_into_case_id"), "joining", ["into_case_id"], unique=False)
    op.create_table(
        "stay",
        sa.Column("report_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.Column("until_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_stay_report_id_report")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_stay_case_id_case")),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_stay")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stay_case_id"), "stay", ["case_id"], unique=False)
    op.execute("INSERT INTO stay SELECT report_id, 1, from_case_id, 1, from_version FROM appeal")
    op.execute("UPDATE report SET joined_version = 0 WHERE id IN (SELECT report_id FROM appeal)")


def downgrade() -> None:
    op.drop_table("stay")
    op.drop_table("joining")
    op.drop_column("report", "joined_version")
    op.drop_index(op.f("ix_case_join_key"), table_name="case")
    op.drop_column("case", "join_key")
