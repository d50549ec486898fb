"""Forms, words and places: what a client needs before anybody says anything."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import anyone
from api.outgoing import Answer
from api.said import category_said, notices_said, vocabulary_said
from api.schemas.fields import reader
from api.schemas.places import (
    CategoriesOut,
    DivisionsOut,
    DivisionsQuery,
    InstitutionsOut,
    NoticesOut,
    SchoolsOut,
    TargetsQuery,
    VocabularyOut,
)
from api.service import service
from models import Institution, School
from services.places import find_divisions, find_targets
from services.work import Work

places = Namespace("places", path="/")


@places.route("/categories")
class Categories(Resource):
    """Forms."""

    @endpoint(allow=anyone, returns=CategoriesOut, conditional=True)
    def get(self, work: Work) -> Answer:
        """What can be reported, with the questions to ask, in the reader's language."""
        locale = reader.get().locale
        forms = work.policy.forms.values()
        items = [category_said(work.policy, form, locale, work.today) for form in forms]
        return Answer({"items": items}, etag=True)


@places.route("/vocabulary")
class Vocabulary(Resource):
    """Words."""

    @endpoint(allow=anyone, returns=VocabularyOut, conditional=True)
    def get(self, work: Work) -> Answer:
        """Every code a client shows, with its label in the reader's language."""
        said = vocabulary_said(work.policy, reader.get().locale)
        return Answer({**said, "is_demo": service().settings.demo}, etag=True)


@places.route("/notices")
class Notices(Resource):
    """Notices."""

    @endpoint(allow=anyone, returns=NoticesOut)
    def get(self, work: Work) -> dict[str, Any]:
        """What people are told about their information, in the reader's language; each notice has a version."""
        return {"items": notices_said(work.policy, reader.get().locale)}


@places.route("/divisions")
class Divisions(Resource):
    """Divisions of the country."""

    @endpoint(allow=anyone, query=DivisionsQuery, returns=DivisionsOut)
    def get(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Divisions below one, or by name; former names and codes find today's."""
        found = find_divisions(work, query.get("parent"), query.get("q"))
        reportable = work.policy.divisions.reportable
        return {"items": [{**vars(one), "reportable": reportable(one.code)} for one in found]}


@places.route("/schools")
class Schools(Resource):
    """Schools."""

    @endpoint(allow=anyone, query=TargetsQuery, returns=SchoolsOut)
    def get(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Schools of a division, by part of the name."""
        return {"items": find_targets(work, School, query["division_code"], query.get("q"))}


@places.route("/institutions")
class Institutions(Resource):
    """Training institutions."""

    @endpoint(allow=anyone, query=TargetsQuery, returns=InstitutionsOut)
    def get(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Training institutions of a division, by part of the name."""
        return {"items": find_targets(work, Institution, query["division_code"], query.get("q"))}
