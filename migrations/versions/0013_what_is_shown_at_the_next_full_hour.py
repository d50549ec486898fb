"""Cases and messages that are shown at the next full hour, and which hour was the last."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_case",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_held_case_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_held_case")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_message",
        sa.Column("message_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_held_message_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_held_message")),
        sqlite_with_rowid=False,
    )
    op.add_column("installation", sa.Column("released_hour", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("installation", "released_hour")
    op.drop_table("held_message")
    op.drop_table("held_case")
