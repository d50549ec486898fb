"""Files: a phone uploads them by tus, piece by piece; whoever works on the case opens what was kept."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import anyone, receipt_holder, staff
from api.outgoing import Answer
from api.schemas.evidence import CreationIn, EvidenceOut, PatchIn, TusIn
from api.streams import Stream
from api.tus import OFFSET_STREAM, PATH, spoken
from policy.access import Permission
from policy.audit import Act
from security.evidence.arriving import Arriving
from security.receipts import Receipt
from services.cases.evidence import ENDINGS
from services.desk.evidence import open_evidence
from services.keyring import Actor
from services.reporters.receiving import receive
from services.reporters.uploads import begin_upload, remove_evidence, upload_standing
from services.work import Work

LARGEST = 1 << 30
"""Whatever the data says, nobody sends or gets more."""
UPLOAD = Stream((OFFSET_STREAM,), LARGEST)
FILE = Stream(tuple(ENDINGS), LARGEST)
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

uploads = Namespace("uploads", path="/reports/mine/evidence")
case_files = Namespace("case_files", path="/cases")


def metadata(name: str, filetype: str | None) -> str:
    """What was said of the file when the upload began, as tus writes it."""
    pairs = {"filename": name, "filetype": filetype or ""}
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items() if value)


@uploads.route("")
class Uploads(Resource):
    """Begin an upload."""

    @endpoint(allow=anyone, status=204)
    def options(self, work: Work) -> Answer:
        """What of tus is spoken here."""
        return Answer(headers=spoken(work.policy.evidence.largest_bytes))

    @endpoint(allow=receipt_holder, headers=CreationIn, returns=EvidenceOut, status=201, errors=(400, 404, 412, 413))
    def post(self, work: Work, receipt: Receipt, headers: dict[str, Any]) -> Answer:
        """Make room for a file of the report; `Location` is where its bytes go."""
        said = headers["upload_metadata"]
        name, filetype = said.get("filename", ""), said.get("filetype")
        view = begin_upload(work, receipt, headers["upload_length"], name, filetype)
        return Answer(view, headers={"Location": f"{PATH}/{view.id}"})


@uploads.route("/<uuid:evidence_id>")
class OneUpload(Resource):
    """An upload."""

    @endpoint(allow=receipt_holder, headers=TusIn, errors=(404, 412))
    def head(self, work: Work, receipt: Receipt, evidence_id: str, headers: dict[str, Any]) -> Answer:  # noqa: ARG002 - the version is checked
        """How far the upload has come."""
        standing = upload_standing(work, receipt, evidence_id)
        told = {"Upload-Offset": str(standing.offset), "Upload-Length": str(standing.length)}
        return Answer(headers={**told, "Upload-Metadata": metadata(standing.name, standing.filetype)})

    @endpoint(
        allow=receipt_holder,
        accepts=UPLOAD,
        headers=PatchIn,
        status=204,
        errors=(400, 404, 409, 412, 423, 429, 460, 503),
    )
    def patch(
        self, work: Work, receipt: Receipt, evidence_id: str, headers: dict[str, Any], body: Iterator[bytes]
    ) -> Answer:
        """Go on with the upload; the request that completes it waits until the file is cleaned."""
        arriving = Arriving(headers["upload_offset"], body, headers["upload_checksum"])
        received = receive(work, receipt, evidence_id, arriving)
        return Answer(headers={"Upload-Offset": str(received.offset)}, refusal=received.refused)

    @endpoint(allow=receipt_holder, headers=TusIn, status=204, errors=(404, 412))
    def delete(self, work: Work, receipt: Receipt, evidence_id: str, headers: dict[str, Any]) -> None:  # noqa: ARG002 - the version is checked
        """Take a file back, half there or whole: it is destroyed."""
        remove_evidence(work, receipt, evidence_id)


@case_files.route("/<uuid:case_id>/evidence/<uuid:evidence_id>")
class CaseFile(Resource):
    """A file of a case."""

    @endpoint(allow=staff(Permission.READ_CASES), returns=FILE, errors=(404, 409), audits=Act.EVIDENCE_OPEN)
    def get(self, work: Work, actor: Actor, case_id: str, evidence_id: str) -> Answer:
        """The file as it was kept, to be saved, not shown."""
        file = open_evidence(work, actor, case_id, evidence_id)
        headers = {
            "Content-Type": file.view.media_type or "application/octet-stream",
            "Content-Length": str(file.view.size),
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.view.name, safe='')}",
            "Content-Security-Policy": SANDBOX,
        }
        return Answer(file.pieces, headers=headers)
