"""Figures of the work of offices: in full for staff, rounded by the week for everybody; as JSON and as CSV."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.figure_tables import figures_table, statistics_table
from api.guards import anyone, staff
from api.outgoing import Answer
from api.schemas.fields import reader
from api.schemas.figures import (
    BulletinOut,
    BulletinQuery,
    FiguresOut,
    FiguresPartQuery,
    FiguresQuery,
    StatisticsOut,
    StatisticsQuery,
)
from api.streams import Stream
from policy.access import Permission
from policy.audit import Act
from policy.bulletin import printed
from services.figures.bulletin import bulletin
from services.figures.reading import By, Question, figures
from services.figures.statistics import statistics
from services.keyring import Actor
from services.paging import Asked
from services.work import Work

office_figures = Namespace("figures", path="/")
TABLE = Stream(("text/csv",), 0)
PAGE = Stream(("text/html",), 0)
READ_FIGURES = staff(Permission.READ_FIGURES)


@office_figures.route("/figures")
class OfficeFigures(Resource):
    """Figures."""

    @endpoint(allow=READ_FIGURES, query=FiguresPartQuery, returns=FiguresOut, errors=(404,))
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """How much the own office, or one below, has received, answered and left lying, day by day until yesterday."""
        asked = Asked(query.pop("cursor", None), query.pop("limit"))
        return figures(work, actor, _question(query), asked)


@office_figures.route("/figures/table")
class OfficeFiguresTable(Resource):
    """Figures as a table."""

    @endpoint(allow=READ_FIGURES, query=FiguresQuery, returns=TABLE, errors=(404,), audits=Act.FIGURES_EXPORT)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Answer:
        """The same as CSV."""
        table = figures_table(figures(work, actor, _question(query)), reader.get())
        return Answer(table, headers={"Content-Disposition": "attachment; filename=figures.csv"})


@office_figures.route("/figures/bulletin")
class HalfMonthlyBulletin(Resource):
    """The bulletin."""

    @endpoint(allow=READ_FIGURES, query=BulletinQuery, returns=BulletinOut)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Any:
        """Half a month of the own office and those below: received, verified, disposed, overdue."""
        return bulletin(work, actor, query.get("period"))


@office_figures.route("/figures/bulletin/page")
class PrintedBulletin(Resource):
    """The bulletin on paper."""

    @endpoint(allow=READ_FIGURES, query=BulletinQuery, returns=PAGE, audits=Act.FIGURES_PRINT)
    def get(self, work: Work, actor: Actor, query: dict[str, Any]) -> Answer:
        """The same as a page made for print, to save."""
        made = bulletin(work, actor, query.get("period"))
        page = printed(made, work.policy.words, reader.get().locale)
        headers = {"Content-Disposition": f"attachment; filename=bulletin-{made.period.name}.html"}
        return Answer([page.encode()], headers=headers)


@office_figures.route("/statistics")
class PublicStatistics(Resource):
    """Figures for everybody."""

    @endpoint(allow=anyone, query=StatisticsQuery, returns=StatisticsOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """What came of reports in a week that is over, by division, rounded to multiples of 5; it is never revised."""
        return statistics(work, query.get("week"), query.get("division_code"))


@office_figures.route("/statistics/table")
class PublicStatisticsTable(Resource):
    """Figures for everybody as a table."""

    @endpoint(allow=anyone, query=StatisticsQuery, returns=TABLE)
    def get(self, work: Work, query: dict[str, Any]) -> Answer:
        """The same as CSV."""
        told = statistics(work, query.get("week"), query.get("division_code"))
        headers = {"Content-Disposition": "attachment; filename=statistics.csv"}
        return Answer(statistics_table(told, reader.get()), headers=headers)


def _question(query: dict[str, Any]) -> Question:
    return Question(**{**query, "by": By(query["by"])})
