"""Recusals of their own, consents, the office that was avoided, and cases that go up without anybody's key."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NO_ROWID = {"sqlite_with_rowid": False}
ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    op.add_column("office", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("reseal_pending", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("case", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.create_table(
        "recusal",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recusal_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recusal_staff_id_staff")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_recusal")),
        **NO_ROWID,
    )
    op.create_index(op.f("ix_recusal_staff_id"), "recusal", ["staff_id"])
    op.create_table(
        "avoidance",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_avoidance_case_id_case")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_avoidance_office_id_office")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_avoidance")),
        **NO_ROWID,
    )
    op.create_table(
        "consent",
        sa.Column("report_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_consent_report_id_report")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_consent_office_id_office")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_consent")),
        **NO_ROWID,
    )
    op.execute(
        "INSERT INTO recusal (case_id, staff_id)"
        " SELECT case_id, recused_staff_id FROM appeal WHERE recused_staff_id IS NOT NULL"
    )
    op.drop_index(op.f("ix_appeal_recused_staff_id"), "appeal")
    with op.batch_alter_table("appeal", table_kwargs=NO_ROWID) as batch_op:
        batch_op.drop_constraint(op.f("fk_appeal_recused_staff_id_staff"), type_="foreignkey")
        batch_op.drop_column("recused_staff_id")


def downgrade() -> None:
    with op.batch_alter_table("appeal", table_kwargs=NO_ROWID) as batch_op:
        batch_op.add_column(sa.Column("recused_staff_id", ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_appeal_recused_staff_id_staff"), "staff", ["recused_staff_id"], ["id"])
    op.execute(
        "UPDATE appeal SET recused_staff_id ="
        " (SELECT staff_id FROM recusal WHERE recusal.case_id = appeal.case_id ORDER BY staff_id LIMIT 1)"
    )
    op.create_index(op.f("ix_appeal_recused_staff_id"), "appeal", ["recused_staff_id"])
    for table in ("consent", "avoidance", "recusal"):
        op.drop_table(table)
    op.drop_column("case", "reminded_on")
    op.drop_column("case", "reseal_pending")
    op.drop_column("office", "closed_on")
