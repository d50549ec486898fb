"""For which offices the reporters of a case were asked for consent, so that nobody is asked again and again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "consent_request",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("office_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consent_request_case_id_case")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_consent_request_office_id_office")),
        sa.PrimaryKeyConstraint("case_id", "office_id", name=op.f("pk_consent_request")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO consent_request (case_id, office_id)"
        " SELECT DISTINCT report.case_id, consent.office_id FROM consent JOIN report ON report.id = consent.report_id"
    )


def downgrade() -> None:
    op.drop_table("consent_request")
