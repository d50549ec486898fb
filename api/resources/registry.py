"""Schools and institutions, as an administrator looks them up and changes them."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.schemas.imports import EntriesQuery
from api.schemas.registry import (
    InstitutionChangeIn,
    InstitutionEntriesOut,
    InstitutionEntryOut,
    InstitutionIn,
    SchoolChangeIn,
    SchoolEntriesOut,
    SchoolEntryOut,
    SchoolIn,
)
from models import Institution, School
from policy.access import Permission
from policy.audit import Act
from services.paging import Asked
from services.registry.entries import (
    Entry,
    add_institution,
    add_school,
    change_institution,
    change_school,
    list_entries,
)
from services.work import Work

registry = Namespace("registry", path="/registry")
ADMINISTRATOR = unnamed(staff(Permission.ADMINISTER))


@registry.route("/schools")
class Schools(Resource):
    """Schools."""

    @endpoint(allow=ADMINISTRATOR, query=EntriesQuery, returns=SchoolEntriesOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """Schools of a division and all below it, by name."""
        where = {name: query.pop(name, None) for name in ("division_code", "q")}
        return list_entries(work, School, Asked(**query), **where)

    @endpoint(allow=ADMINISTRATOR, accepts=SchoolIn, returns=SchoolEntryOut, status=201, audits=Act.SCHOOL_ADD)
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """A new school, with an office of its own if the tree's is not the right one."""
        added = add_school(work, Entry(body.pop("division_code"), body.pop("name")), **body)
        return Answer(added, object_id=added.id)


@registry.route("/schools/<uuid:school_id>")
class OneSchool(Resource):
    """A school."""

    @endpoint(
        allow=ADMINISTRATOR, accepts=SchoolChangeIn, returns=SchoolEntryOut, errors=(404,), audits=Act.SCHOOL_CHANGE
    )
    def put(self, work: Work, school_id: str, body: dict[str, Any]) -> Any:
        """A school as it is to be; what is left out stays. Open cases stay where they are."""
        return change_school(work, school_id, **body)


@registry.route("/institutions")
class Institutions(Resource):
    """Training institutions."""

    @endpoint(allow=ADMINISTRATOR, query=EntriesQuery, returns=InstitutionEntriesOut)
    def get(self, work: Work, query: dict[str, Any]) -> Any:
        """Training institutions of a division and all below it, by name."""
        where = {name: query.pop(name, None) for name in ("division_code", "q")}
        return list_entries(work, Institution, Asked(**query), **where)

    @endpoint(
        allow=ADMINISTRATOR, accepts=InstitutionIn, returns=InstitutionEntryOut, status=201, audits=Act.INSTITUTION_ADD
    )
    def post(self, work: Work, body: dict[str, Any]) -> Any:
        """A new institution; with the province that approved its online lessons, if it gives any."""
        added = add_institution(work, Entry(body.pop("division_code"), body.pop("name")), **body)
        return Answer(added, object_id=added.id)


@registry.route("/institutions/<uuid:institution_id>")
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
        """An institution as it is to be; what is left out stays. Open cases stay where they are."""
        return change_institution(work, institution_id, **body)
