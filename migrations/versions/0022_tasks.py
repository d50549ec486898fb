"""A lead office asks others for a share of a case: tasks, each with a key of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_request", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_result", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_case_id_case")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_task_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_task_case_id"), "task", ["case_id"])
    op.create_index("ix_task_queue", "task", ["office_id", "due_on", "id", "status"])
    open_ = sa.text("status IN ('accepted', 'open')")
    columns = ["office_id", "due_on", "id"]
    op.create_index("ix_task_open_queue", "task", columns, sqlite_where=open_, postgresql_where=open_)
    op.create_table(
        "task_key_wrap",
        sa.Column("task_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_task_key_wrap_office_id_office")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_key_wrap_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", "office_id", name=op.f("pk_task_key_wrap")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_task_key_wrap_by_key", "task_key_wrap", ["office_id", "key_version", "task_id"])


def downgrade() -> None:
    op.drop_table("task_key_wrap")
    op.drop_table("task")
