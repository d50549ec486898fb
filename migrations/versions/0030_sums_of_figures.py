"""Sums of figures, for each office and for all below it, made of what is there; and what offices did, by the day.

The release before writes `figure` alone, and may go on: `installation.summed_on` tells which days have their sums.
`conduct_day` is filled by the scheduler, day by day (`conduct_on`); whatever is not in it yet is read from the log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MEASURES = (
    *("received", "responded", "responded_on_time", "verified", "declined", "referred_out", "on_time", "late"),
    *("appealed", "overturned", "no_longer_on_time", "open", "overdue", "unresponded"),
)
HABITS = (
    *("answered", "paused", "extended", "declined", "referred_out", "passed_on", "raised", "tasks_let_lie"),
    *("overturned", "reopened", "joined", "tasks_returned", "asked_again"),
)
INDEXES = (
    ("ix_figure_opinion", "figure", ("counted_on", "office_id", "measure", "count"), "matter = '*'"),
    ("ix_case_event_staff", "case_event", ("staff_id", "happened_on", "event", "case_id"), "staff_id IS NOT NULL"),
    (
        *("ix_case_event_judged", "case_event", ("happened_on", "event", "case_id", "version")),
        "event IN ('decline', 'escalate', 'refer_out', 'reopen', 'resolve', 'send_back', 'transfer')",
    ),
    ("ix_task_returned", "task", ("office_id", "status_since", "due_on"), "status = 'returned'"),
)
CUTS = {"whole": "'*'", "matter": "cell.matter", "source": "cell.source"}
FILL = """
INSERT INTO figure_sum (office_id, below, cut, counted_on, code, {columns})
WITH RECURSIVE tree (office_id, seat_id) AS (
  SELECT id, id FROM office
  UNION SELECT tree.office_id, office.id FROM tree JOIN office ON office.superior_id = tree.seat_id
), seat (office_id, below, seat_id) AS (
  SELECT office_id, TRUE, seat_id FROM tree UNION ALL SELECT id, FALSE, id FROM office
), cell AS (
  SELECT office_id, counted_on, matter, source, {cells}
  FROM figure WHERE matter <> '*' GROUP BY office_id, counted_on, matter, source
)
SELECT seat.office_id, seat.below, '{cut}', cell.counted_on, {code}, {sums}
FROM cell JOIN seat ON seat.seat_id = cell.office_id
GROUP BY seat.office_id, seat.below, cell.counted_on{further}
"""


def upgrade() -> None:
    op.create_table(
        "figure_sum",
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("below", sa.Boolean(), nullable=False),
        sa.Column("cut", sa.String(length=40), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in MEASURES),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_figure_sum_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "below", "cut", "counted_on", "code", name=op.f("pk_figure_sum")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conduct_day",
        sa.Column("office_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in HABITS),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_conduct_day_office_id_office")),
        sa.PrimaryKeyConstraint("office_id", "counted_on", "before_on", name=op.f("pk_conduct_day")),
        sqlite_with_rowid=False,
    )
    for name, table, columns, only in INDEXES:
        where = sa.text(only)
        op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)
    op.add_column("installation", sa.Column("summed_on", sa.Date(), nullable=True))
    op.add_column("installation", sa.Column("conduct_on", sa.Date(), nullable=True))
    _fill()


def _fill() -> None:
    of_each = "CAST(SUM(CASE WHEN measure = '{0}' THEN count ELSE 0 END) AS INTEGER) AS {0}"
    columns, sums = ", ".join(MEASURES), ", ".join(f"SUM(cell.{name})" for name in MEASURES)
    cells = ", ".join(of_each.format(name) for name in MEASURES)
    for cut, code in CUTS.items():
        further = "" if cut == "whole" else f", {code}"
        op.execute(FILL.format(columns=columns, cells=cells, cut=cut, code=code, sums=sums, further=further))
    op.execute("UPDATE installation SET summed_on = counted_on")


def downgrade() -> None:
    op.drop_column("installation", "conduct_on")
    op.drop_column("installation", "summed_on")
    for name, table, *_ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table("conduct_day")
    op.drop_table("figure_sum")
