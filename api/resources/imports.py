"""Lists that an administrator brings into the registry: checked, applied part by part, undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import staff, unnamed
from api.outgoing import Answer
from api.problems import BadRequest
from api.said import list_forms_said
from api.schemas.fields import reader
from api.schemas.imports import (
    ApplicationQuery,
    ImportLinesOut,
    ImportOut,
    ImportQuery,
    ImportsOut,
    LinesQuery,
    ListFormsOut,
    TableQuery,
)
from api.streams import Stream
from policy.access import Permission
from policy.audit import Act
from policy.registry import COLUMNS, LARGEST_FILE, ListKind
from services.keyring import Actor
from services.paging import Asked
from services.registry.exporting import registry_table
from services.registry.import_views import Wanted, latest_imports, lines_of_import, view_import
from services.registry.imports import apply_import, begin_import, undo_import
from services.work import Work

ADMINISTRATOR = staff(Permission.ADMINISTER)
READER = unnamed(ADMINISTRATOR)
TABLE = Stream(("text/csv",), LARGEST_FILE + 1)
AWAY = Stream(("text/csv",), 0)

imports = Namespace("imports", path="/registry")


@imports.route("/lists")
class ListForms(Resource):
    """Kinds of lists."""

    @endpoint(allow=READER, returns=ListFormsOut)
    def get(self, work: Work) -> Any:
        """The columns that each kind of list may have; their headings are read in every language."""
        return list_forms_said(work.policy, reader.get().locale)


@imports.route("/table")
class RegistryTable(Resource):
    """A list to take away."""

    @endpoint(allow=READER, query=TableQuery, returns=AWAY, audits=Act.REGISTRY_EXPORT)
    def get(self, work: Work, query: dict[str, Any]) -> Answer:
        """What is registered, as CSV in the columns that an import reads."""
        kind, say = ListKind(query["list_kind"]), reader.get().say
        headings = {column.name: say(f"column.{column.name}", {}) for column in COLUMNS[kind]}
        table = registry_table(work, kind, headings, division_code=query.get("division_code"))
        return Answer(table, headers={"Content-Disposition": f"attachment; filename={kind}.csv"})


@imports.route("/imports")
class Imports(Resource):
    """Imports."""

    @endpoint(allow=READER, returns=ImportsOut)
    def get(self, work: Work) -> Any:
        """The newest imports."""
        return {"items": latest_imports(work)}

    @endpoint(
        allow=ADMINISTRATOR,
        accepts=TABLE,
        query=ImportQuery,
        returns=ImportOut,
        status=201,
        errors=(413, 415),
        audits=Act.REGISTRY_IMPORT,
    )
    def post(self, work: Work, actor: Actor, query: dict[str, Any], body: Iterator[bytes]) -> Answer:
        """Check a list (CSV in UTF-8 or GB 18030): what it would do, and which lines are wrong. Nothing is changed."""
        content = b"".join(body)
        if len(content) > LARGEST_FILE:
            raise BadRequest(413, "too_large")
        made = begin_import(work, actor.id, ListKind(query["list_kind"]), content)
        return Answer(made, object_id=made.id)


@imports.route("/imports/<uuid:import_id>")
class OneImport(Resource):
    """An import."""

    @endpoint(allow=READER, returns=ImportOut, errors=(404,))
    def get(self, work: Work, import_id: str) -> Any:
        """How far it is."""
        return view_import(work, import_id)


@imports.route("/imports/<uuid:import_id>/lines")
class ImportLines(Resource):
    """Lines of an import."""

    @endpoint(allow=READER, query=LinesQuery, returns=ImportLinesOut, errors=(404,))
    def get(self, work: Work, import_id: str, query: dict[str, Any]) -> Any:
        """What each line would do or did, and why not; lines that would change nothing are left out."""
        asked = Asked(query.pop("cursor", None), query.pop("limit"))
        return lines_of_import(work, import_id, asked, Wanted(**query))


@imports.route("/imports/<uuid:import_id>/application")
class ImportApplication(Resource):
    """Apply an import."""

    @endpoint(allow=READER, query=ApplicationQuery, returns=ImportOut, errors=(404, 409), audits=Act.REGISTRY_APPLY)
    def post(self, work: Work, import_id: str, query: dict[str, Any]) -> Any:
        """Apply its next lines, 1,000 at most; ask again while it is `applying`, or leave the rest to the service."""
        return apply_import(work, import_id, confirmed=query["confirmed"])


@imports.route("/imports/<uuid:import_id>/undo")
class ImportUndo(Resource):
    """Undo an import."""

    @endpoint(allow=READER, returns=ImportOut, errors=(404, 409), audits=Act.REGISTRY_UNDO)
    def post(self, work: Work, import_id: str) -> Any:
        """Put back what its lines changed, 1,000 at most; what was changed since stays. For 30 days."""
        return undo_import(work, import_id)
