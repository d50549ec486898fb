"""Calendars, prices and numbers of the programme: an administrator looks at them and takes them out."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.schemas.dated import DatedQuery, IndicatorsOut, PeriodsOut, PriceLinesOut
from policy.access import Permission
from policy.audit import Act
from services.paging import Asked
from services.registry.dated import (
    list_indicators,
    list_periods,
    list_prices,
    remove_indicator,
    remove_period,
    remove_table,
)
from services.work import Work

ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))

dated = Namespace("dated", path="/registry")


@dated.route("/calendars")
class Calendars(Resource):
    """School calendars."""

    @endpoint(allow=ADMINISTRATOR, query=DatedQuery, returns=PeriodsOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """The periods that were brought, of a division and all below it."""
        division_code = query.pop("division_code", None)
        return list_periods(work, Asked(**query), division_code=division_code)


@dated.route("/calendars/<uuid:period_id>")
class OnePeriod(Resource):
    """A period."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404,), audits=Act.CALENDAR_REMOVE)
    def delete(self, work: Work, period_id: str) -> None:
        """Take it out; findings of reports that were filed stay as they are."""
        remove_period(work, period_id)


@dated.route("/prices")
class PriceLines(Resource):
    """Guided prices."""

    @endpoint(allow=ADMINISTRATOR, query=DatedQuery, returns=PriceLinesOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """The lines that were brought, of a division and all below it."""
        division_code = query.pop("division_code", None)
        return list_prices(work, Asked(**query), division_code=division_code)


@dated.route("/prices/<uuid:price_line_id>")
class OnePriceLine(Resource):
    """A line of a price table."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404,), audits=Act.PRICE_REMOVE)
    def delete(self, work: Work, price_line_id: str) -> None:
        """Take out the whole table that it stands in: class sizes may leave no gap."""
        remove_table(work, price_line_id)


@dated.route("/indicators")
class Indicators(Resource):
    """Numbers of the programme."""

    @endpoint(allow=ADMINISTRATOR, query=DatedQuery, returns=IndicatorsOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """Each number that was brought, of a division and all below it."""
        division_code = query.pop("division_code", None)
        return list_indicators(work, Asked(**query), division_code=division_code)


@dated.route("/indicators/<uuid:programme_figure_id>")
class OneIndicator(Resource):
    """A number of the programme."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404,), audits=Act.INDICATOR_REMOVE)
    def delete(self, work: Work, programme_figure_id: str) -> None:
        """Take it out; the newest that is left is told instead."""
        remove_indicator(work, programme_figure_id)
