"""Offices, as an administrator changes them."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.common import PageQuery
from api.schemas.registry import OfficeChangeIn, OfficeEntryOut, OfficeIn, OfficesOut
from policy.access import Permission
from policy.audit import Act
from services.administration.office_changes import change_keys, change_office
from services.administration.office_closing import close_office
from services.administration.office_registry import add_office, page_of_offices
from services.paging import Asked
from services.work import Work

offices = Namespace("offices", path="/offices")
ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))


@offices.route("")
class Offices(Resource):
    """Offices."""

    @endpoint(allow=ADMINISTRATOR, query=PageQuery, returns=OfficesOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """All offices, by division and department."""
        return page_of_offices(work, Asked(**query))

    @endpoint(
        allow=ADMINISTRATOR, accepts=OfficeIn, returns=OfficeEntryOut, status=201, errors=(409,), audits=Act.OFFICE_ADD
    )
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """A new office below the one that the tree gives, which holds its keys; the administrator does not."""
        added = add_office(work, **body)
        return Answer(added, object_id=added.id)


@offices.route("/<uuid:office_id>")
class OneOffice(Resource):
    """An office."""

    @endpoint(
        allow=ADMINISTRATOR, accepts=OfficeChangeIn, returns=OfficeEntryOut, errors=(404, 409), audits=Act.OFFICE_CHANGE
    )
    def put(self, work: Work, office_id: str, body: dict[str, Any]) -> Any:
        """Its name and the office above it; with another one above, it gets new keys (see rotation)."""
        return change_office(work, office_id, **body)

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404, 409), audits=Act.OFFICE_CLOSE)
    def delete(self, work: Work, office_id: str) -> None:
        """Close an office: it gets no more cases, and those it has not answered go up within a minute."""
        close_office(work, office_id)


@offices.route("/<uuid:office_id>/keys")
class OfficeKeys(Resource):
    """The keys of an office."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404, 409), audits=Act.OFFICE_CHANGE_KEYS)
    def post(self, work: Work, office_id: str) -> None:
        """New keys; then somebody who holds the old ones wraps again what there is (see rotation)."""
        change_keys(work, office_id)
