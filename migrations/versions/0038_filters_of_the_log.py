"""Of a person, an office or an act, the newest entries of the audit log are found without a look at the others."""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ORDER = ["at", "id"]
BEFORE = ("staff_id", "office_id")


def upgrade() -> None:
    for name in BEFORE:
        op.drop_index(f"ix_audit_{name}", table_name="audit")
    for name in ("staff_id", "office_id", "act"):
        op.create_index(f"ix_audit_of_{name}", "audit", [name, *ORDER])
    op.create_index("ix_audit_username", "audit", ["username"])


def downgrade() -> None:
    op.drop_index("ix_audit_username", table_name="audit")
    for name in ("staff_id", "office_id", "act"):
        op.drop_index(f"ix_audit_of_{name}", table_name="audit")
    for name in BEFORE:
        op.create_index(f"ix_audit_{name}", "audit", [name])
