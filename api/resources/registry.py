"""Offices, schools and institutions, as an administrator changes them."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.common import PageQuery
from api.schemas.registry import (
    InstitutionChangeIn,
    InstitutionEntryOut,
    InstitutionIn,
    OfficeChangeIn,
    OfficeEntryOut,
    OfficeIn,
    OfficesOut,
    SchoolChangeIn,
    SchoolEntryOut,
    SchoolIn,
)
from policy.access import Permission
from policy.audit import Act
from services.administration.office_changes import change_keys, change_office
from services.administration.office_closing import close_office
from services.administration.office_registry import add_office, page_of_offices
from services.administration.target_registry import (
    Entry,
    add_institution,
    add_school,
    change_institution,
    change_school,
)
from services.paging import Asked
from services.work import Work

registry = Namespace("registry", path="/")
ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))


@registry.route("/offices")
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


@registry.route("/offices/<uuid:office_id>")
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


@registry.route("/offices/<uuid:office_id>/keys")
class OfficeKeys(Resource):
    """The keys of an office."""

    @endpoint(allow=ADMINISTRATOR, status=204, errors=(404, 409), audits=Act.OFFICE_CHANGE_KEYS)
    def post(self, work: Work, office_id: str) -> None:
        """New keys; then somebody who holds the old ones wraps again what there is (see rotation)."""
        change_keys(work, office_id)


@registry.route("/registry/schools")
class Schools(Resource):
    """Schools."""

    @endpoint(allow=ADMINISTRATOR, accepts=SchoolIn, returns=SchoolEntryOut, status=201, audits=Act.SCHOOL_ADD)
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """A new school, with an office of its own if the tree's is not the right one."""
        added = add_school(work, Entry(body.pop("division_code"), body.pop("name")), **body)
        return Answer(added, object_id=added.id)


@registry.route("/registry/schools/<uuid:school_id>")
class OneSchool(Resource):
    """A school."""

    @endpoint(
        allow=ADMINISTRATOR, accepts=SchoolChangeIn, returns=SchoolEntryOut, errors=(404,), audits=Act.SCHOOL_CHANGE
    )
    def put(self, work: Work, school_id: str, body: dict[str, Any]) -> Any:
        """Which office takes reports about it; null is that of the tree."""
        return change_school(work, school_id, **body)


@registry.route("/registry/institutions")
class Institutions(Resource):
    """Training institutions."""

    @endpoint(
        allow=ADMINISTRATOR, accepts=InstitutionIn, returns=InstitutionEntryOut, status=201, audits=Act.INSTITUTION_ADD
    )
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """A new institution; with the province that approved its online lessons, if it gives any."""
        added = add_institution(work, Entry(body.pop("division_code"), body.pop("name")), **body)
        return Answer(added, object_id=added.id)


@registry.route("/registry/institutions/<uuid:institution_id>")
class OneInstitution(Resource):
    """A training institution."""

    @endpoint(
        allow=ADMINISTRATOR,
        accepts=InstitutionChangeIn,
        returns=InstitutionEntryOut,
        errors=(404,),
        audits=Act.INSTITUTION_CHANGE,
    )
    def put(self, work: Work, institution_id: str, body: dict[str, Any]) -> Any:
        """Which office takes reports about it, and which province approved its online lessons; null is none."""
        return change_institution(work, institution_id, **body)
