"""The progress of the programme, for everybody: as JSON and as CSV."""

from __future__ import annotations

from typing import Any

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.figure_tables import programme_table
from api.guards import anyone
from api.outgoing import Answer
from api.schemas.fields import reader
from api.schemas.programme import ProgrammeOut, ProgrammeQuery
from api.streams import Stream
from services.progress.reading import programme
from services.work import Work

of_programme = Namespace("programme", path="/")
TABLE = Stream(("text/csv",), 0)


@of_programme.route("/programme")
class ProgrammeProgress(Resource):
    """Progress of the programme."""

    @endpoint(allow=anyone, query=ProgrammeQuery, returns=ProgrammeOut, conditional=True)
    def get(self, work: Work, query: dict[str, Any]) -> Answer:
        """What a division and those directly below it report: after-school service, off-campus training, pilots."""
        return Answer(programme(work, **query), etag=True)


@of_programme.route("/programme/table")
class ProgrammeTable(Resource):
    """Progress of the programme as a table."""

    @endpoint(allow=anyone, query=ProgrammeQuery, returns=TABLE)
    def get(self, work: Work, query: dict[str, Any]) -> Answer:
        """The same as CSV."""
        headers = {"Content-Disposition": "attachment; filename=programme.csv"}
        return Answer(programme_table(programme(work, **query), reader.get()), headers=headers)
