"""Keys in motion: several versions of an office's keys side by side, second factors, accounts of who has left."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

HOLDERS = ("staff_id", "holder_office_id")
NO_ROWID = {"sqlite_with_rowid": False}


def upgrade() -> None:
    op.add_column("office", sa.Column("rotating_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff", sa.Column("sealed_totp_seed", sa.LargeBinary(), nullable=True))
    op.add_column("staff", sa.Column("last_otp_step", sa.Integer(), nullable=True))
    op.add_column("staff", sa.Column("removed_on", sa.Date(), nullable=True))
    op.add_column("key_grant", sa.Column("holder_key_version", sa.Integer(), nullable=True))
    op.execute("UPDATE key_grant SET holder_key_version = 1 WHERE holder_office_id IS NOT NULL")
    with op.batch_alter_table("key_grant", table_kwargs=NO_ROWID) as batch_op:
        for holder in HOLDERS:
            batch_op.drop_constraint(op.f(f"uq_key_grant_office_id_purpose_{holder}"), type_="unique")
            batch_op.create_unique_constraint(
                op.f(f"uq_key_grant_office_id_purpose_{holder}_key_version"),
                ["office_id", "purpose", holder, "key_version"],
            )


def downgrade() -> None:
    with op.batch_alter_table("key_grant", table_kwargs=NO_ROWID) as batch_op:
        for holder in HOLDERS:
            batch_op.drop_constraint(op.f(f"uq_key_grant_office_id_purpose_{holder}_key_version"), type_="unique")
            batch_op.create_unique_constraint(
                op.f(f"uq_key_grant_office_id_purpose_{holder}"), ["office_id", "purpose", holder]
            )
        batch_op.drop_column("holder_key_version")
    op.drop_column("staff", "removed_on")
    op.drop_column("staff", "last_otp_step")
    op.drop_column("staff", "sealed_totp_seed")
    op.drop_column("office", "rotating_since")
