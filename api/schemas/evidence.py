"""Files: the headers that tus sends about them, and what is shown of them."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from marshmallow import Schema, ValidationError, fields

from api.problems import BadRequest
from api.schemas.fields import In, Said, one_of
from api.tus import VERSION
from policy.evidence import EvidenceState, Removed, Scan
from policy.vocabulary import FieldError, Reason
from security.evidence.arriving import ALGORITHMS, Checksum

MISSING = (400, "missing_upload_header")
WRONG_VERSION = (412, "tus_version")
NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
NUMBER_SCHEMA = {"type": "string", "pattern": "^[0-9]{1,15}$"}
KEY = re.compile(r"[!-+\--~]+", re.ASCII)
LONGEST_METADATA = 4000
BASE64 = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)"
PAIR = f"[!-+\\--~]+( {BASE64})?"


class TusVersion(fields.String):
    """The version of tus that the client speaks; any other than ours is refused with 412, whatever else is wrong."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002 - marshmallow's signature
        if value != VERSION:
            raise BadRequest(
                *WRONG_VERSION, [FieldError("tus_resumable", Reason("field.not_offered", {"allowed": VERSION}))]
            )
        return VERSION


class ByteCount(fields.Integer):
    """A number of bytes in a header: digits, nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow's signature
        if not NUMBER.fullmatch(value):
            raise ValidationError("field.type_integer")
        return int(value)


class Metadata(fields.Field[dict[str, str]]):
    """Pairs of a name and a value in base64. Of what clients put there, only `filename` and `filetype` are kept."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:  # noqa: ARG002 - marshmallow's signature
        if len(value) > LONGEST_METADATA:
            raise ValidationError("field.type_base64")
        found: dict[str, str] = {}
        for pair in value.split(",") if value.strip() else []:
            key, _, encoded = pair.strip().partition(" ")
            if not KEY.fullmatch(key) or key in found:
                raise ValidationError("field.type_base64")
            found[key] = _decoded(encoded)
        return found


class UploadChecksum(fields.Field[Checksum]):
    """An algorithm and a digest in base64; another algorithm is refused with 400, as the protocol has it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Checksum:  # noqa: ARG002 - marshmallow's signature
        algorithm, _, encoded = value.partition(" ")
        if algorithm not in ALGORITHMS:
            raise BadRequest(400, "malformed_request", [FieldError("upload_checksum", Reason("field.type_checksum"))])
        try:
            return Checksum(algorithm, base64.b64decode(encoded, validate=True))
        except (binascii.Error, ValueError):
            raise ValidationError("field.type_checksum") from None


def _decoded(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        raise ValidationError("field.type_base64") from None


class TusIn(In):
    """What every request about an upload carries."""

    tus_resumable = TusVersion(required=True, metadata={"absent": WRONG_VERSION, "schema": {"const": VERSION}})


class CreationIn(TusIn):
    """How long the file is, and its name."""

    upload_length = ByteCount(required=True, metadata={"absent": MISSING, "schema": NUMBER_SCHEMA})
    upload_metadata = Metadata(
        load_default=dict,
        metadata={"schema": {"type": "string", "maxLength": LONGEST_METADATA, "pattern": f"^({PAIR}(,{PAIR})*)?$"}},
    )


class PatchIn(TusIn):
    """Where the bytes go on, and perhaps their checksum."""

    upload_offset = ByteCount(required=True, metadata={"absent": MISSING, "schema": NUMBER_SCHEMA})
    upload_checksum = UploadChecksum(
        load_default=None,
        metadata={"schema": {"type": "string", "pattern": f"^({'|'.join(ALGORITHMS)}) {BASE64}$"}},
    )


class Itself(fields.String):
    """The object that is dumped is a text."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:  # noqa: ARG002 - marshmallow's signature
        """The object itself."""
        return obj


class RemovedOut(Schema):
    """Something that was taken out of a file."""

    code = Itself(required=True, metadata={"enum": [*map(str, Removed)]})
    text = Said(lambda code: f"removed.{code}", required=True)


class EvidenceOut(Schema):
    """A file. Before it is `ready`, `size` is that of the file on the phone, and `media_type` and `scan` are null."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True)
    state = one_of(EvidenceState)
    removed = fields.List(fields.Nested(RemovedOut), required=True)
    scan = fields.String(required=True, allow_none=True, metadata={"enum": [*map(str, Scan), None]})
    scan_text = Said(lambda file: file.scan and f"scan.{file.scan}", required=True, allow_none=True)
