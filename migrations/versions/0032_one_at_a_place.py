"""No two periods of one place begin on a day, and no two lines of a price table with the same class size.

Lists that were applied at the same moment could leave such rows: of each pair one stays. And which cases went past an
office is asked for each queue.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PERIOD = sa.table("calendar_period", *(sa.column(name) for name in ("id", "division_code", "school_id", "first")))
PRICE_TABLE = ("division_code", "mode", "price_stage", "effective_from", "smallest")
PRICE = sa.table("price_line", *(sa.column(name) for name in ("id", *PRICE_TABLE)))
PERIODS = {
    "ix_calendar_period_of_division": ("division_code", "IS NULL"),
    "ix_calendar_period_of_school": ("school_id", "IS NOT NULL"),
}


def upgrade() -> None:
    _keep_one(PERIOD, ("division_code", "first"), PERIOD.c.school_id.is_(None))
    _keep_one(PERIOD, ("school_id", "first"), PERIOD.c.school_id.is_not(None))
    _keep_one(PRICE, PRICE_TABLE, sa.true())
    for name, (place, of_school) in PERIODS.items():
        where = sa.text(f"school_id {of_school}")
        op.create_index(
            name, "calendar_period", [place, "first"], unique=True, sqlite_where=where, postgresql_where=where
        )
    op.create_index("ix_price_line_smallest", "price_line", [*PRICE_TABLE], unique=True)
    op.create_index(op.f("ix_avoidance_office_id"), "avoidance", ["office_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_avoidance_office_id"), table_name="avoidance")
    op.drop_index("ix_price_line_smallest", table_name="price_line")
    for name in PERIODS:
        op.drop_index(name, table_name="calendar_period")


def _keep_one(table: sa.TableClause, place: tuple[str, ...], condition: sa.ColumnElement[bool]) -> None:
    """The one with the smallest id, which was drawn by chance."""
    other = table.alias()
    same = (table.c[name] == other.c[name] for name in place)
    op.execute(table.delete().where(condition, sa.exists().where(*same, other.c.id < table.c.id)))
