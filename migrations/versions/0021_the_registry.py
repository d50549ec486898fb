"""The registry: what is known of schools and institutions, calendars, prices, the lists they came with, suggestions."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
CODE = sa.String(length=40)
FACTS = {
    "school": {"kind": CODE, "school_code": CODE},
    "institution": {
        "credit_code": CODE,
        "licence_number": CODE,
        "teaches_subjects": sa.Boolean(),
        "has_prepaid_account": sa.Boolean(),
        "converted_on": sa.Date(),
        "approved_on": sa.Date(),
        "closed_on": sa.Date(),
    },
}
UNIQUE = {"school": "school_code", "institution": "credit_code"}


def upgrade() -> None:
    op.add_column("installation", sa.Column("registry_edition", ID, nullable=True))
    for table, facts in FACTS.items():
        for name, kind in facts.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
        op.create_index(op.f(f"ix_{table}_{UNIQUE[table]}"), table, [UNIQUE[table]], unique=True)
    _what_divisions_say()
    _lists()
    op.create_table(
        "registry_suggestion",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("target_kind", CODE, nullable=False),
        sa.Column("division_code", CODE, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("suggested_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_registry_suggestion_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_registry_suggestion_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_suggestion")),
        sa.UniqueConstraint("case_id", name=op.f("uq_registry_suggestion_case_id")),
        sqlite_with_rowid=False,
    )


def _what_divisions_say() -> None:
    op.create_table(
        "calendar_period",
        sa.Column("id", ID, nullable=False),
        sa.Column("division_code", CODE, nullable=False),
        sa.Column("school_id", ID, nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("period", CODE, nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_calendar_period_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_period")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_calendar_period_place", "calendar_period", ["division_code", "school_id", "first"])
    op.create_index(op.f("ix_calendar_period_school_id"), "calendar_period", ["school_id"])
    op.create_table(
        "price_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("division_code", CODE, nullable=False),
        sa.Column("mode", CODE, nullable=False),
        sa.Column("price_stage", CODE, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("smallest", sa.Integer(), nullable=False),
        sa.Column("largest", sa.Integer(), nullable=True),
        sa.Column("yuan", sa.Numeric(8, 2), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_line")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_price_line_place", "price_line", ["division_code", "mode", "price_stage", "effective_from"])


def _lists() -> None:
    op.create_table(
        "registry_import",
        sa.Column("id", ID, nullable=False),
        sa.Column("list_kind", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("to_add", "to_change", "same", "refused")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_registry_import_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_import")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_registry_import_newest", "registry_import", ["made_on", "id"])
    op.create_table(
        "import_line",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("row_id", ID, nullable=True),
        sa.Column("earlier", sa.JSON(), nullable=True),
        sa.Column("later", sa.JSON(), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["registry_import.id"], name=op.f("fk_import_line_import_id_registry_import")
        ),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_line")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_import_line_state", "import_line", ["import_id", "state", "line"])


def downgrade() -> None:
    for table in ("registry_suggestion", "import_line", "registry_import", "price_line", "calendar_period"):
        op.drop_table(table)
    for table, facts in FACTS.items():
        op.drop_index(op.f(f"ix_{table}_{UNIQUE[table]}"), table_name=table)
        for name in facts:
            op.drop_column(table, name)
    op.drop_column("installation", "registry_edition")
