"""What was counted of each day, sums of it, and what the public was told of each week: numbers written once."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, OtherId

_OF_ALL: dict[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), sa.text("matter = '*'"))


class Reply(Base):
    """Something ended a report's wait for an answer: the event of that version; `due_on` was its last day then."""

    __tablename__ = "reply"

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, index=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]


class Figure(Base):
    """How many of a measure (policy.figures) an office had on a day that is over; what is not there is 0.

    What reporters think of answers is counted by the week, on its last day, and for all matters and sources together
    (`*`).
    """

    __tablename__ = "figure"
    __table_args__ = (
        sa.Index("ix_figure_office", "office_id", "counted_on"),
        sa.Index("ix_figure_opinion", "counted_on", "office_id", "measure", "count", **_OF_ALL),
        NO_ROWID,
    )

    counted_on: Mapped[date] = mapped_column(primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    matter: Mapped[Code] = mapped_column(primary_key=True)
    source: Mapped[Code] = mapped_column(primary_key=True)
    measure: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]


class FigureSum(Base):
    """The figures of a day, one column a measure, added up for an office: alone, or with all offices `below` it.

    `cut`: by what they are told apart (policy.figures), and `code` the matter or the source, `*` for all of them. What
    reporters think of answers is not in it: it is counted when it is said, in `Figure` alone.
    """

    __tablename__ = "figure_sum"
    __table_args__ = (NO_ROWID,)

    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    below: Mapped[bool] = mapped_column(primary_key=True)
    cut: Mapped[Code] = mapped_column(primary_key=True)
    counted_on: Mapped[date] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)
    received: Mapped[int]
    responded: Mapped[int]
    responded_on_time: Mapped[int]
    verified: Mapped[int]
    declined: Mapped[int]
    referred_out: Mapped[int]
    on_time: Mapped[int]
    late: Mapped[int]
    appealed: Mapped[int]
    overturned: Mapped[int]
    no_longer_on_time: Mapped[int]
    open: Mapped[int]
    overdue: Mapped[int]
    unresponded: Mapped[int]


class PublicFigure(Base):
    """What everybody is told of a week that is over: rounded, never changed. What is not there is 0.

    `division_code`: offices there and below; `matter`: `*` for all of them together.
    """

    __tablename__ = "public_figure"

    week: Mapped[Code] = mapped_column(primary_key=True)
    division_code: Mapped[Code] = mapped_column(primary_key=True)
    matter: Mapped[Code] = mapped_column(primary_key=True)
    measure: Mapped[Code] = mapped_column(primary_key=True)
    rounded: Mapped[int]
