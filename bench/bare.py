"""What the service is measured against: a bare Flask view with an 11-field schema and three Core inserts."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from marshmallow import Schema, fields, validate

from models.engine import create_engine

metadata = sa.MetaData()
bare_case = sa.Table(
    "bare_case",
    metadata,
    sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column("category", sa.String(40), nullable=False),
    sa.Column("division_code", sa.String(40), nullable=False, index=True),
    sa.Column("submitted_on", sa.Date, nullable=False),
)
bare_report = sa.Table(
    "bare_report",
    metadata,
    sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column("case_id", sa.ForeignKey("bare_case.id"), nullable=False, index=True),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
bare_event = sa.Table(
    "bare_event",
    metadata,
    sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column("case_id", sa.ForeignKey("bare_case.id"), nullable=False, index=True),
    sa.Column("happened_on", sa.Date, nullable=False),
    sa.Column("event", sa.String(40), nullable=False),
)


class BareIn(Schema):
    """Eleven fields."""

    category = fields.String(required=True, validate=validate.Length(max=40))
    division_code = fields.String(required=True, validate=validate.Length(max=12))
    school_id = fields.UUID(load_default=None, allow_none=True)
    institution_id = fields.UUID(load_default=None, allow_none=True)
    target_name = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    answers = fields.Dict(required=True)
    text = fields.String(load_default="", validate=validate.Length(max=5000))
    occurred_on = fields.Date(load_default=None, allow_none=True)
    reporter_role = fields.String(load_default=None, validate=validate.OneOf(["parent", "pupil", "other"]))
    safety = fields.Boolean(load_default=False)
    challenge = fields.String(required=True, validate=validate.Length(max=8000))


def create_app(url: str) -> Flask:
    """One view, on the engine that the service uses."""
    app, engine, schema = Flask("bare"), create_engine(url), BareIn()

    @app.post("/reports")
    def post() -> tuple[dict[str, Any], int]:
        body = schema.load(request.get_json())
        case_id, today = str(uuid.uuid4()), date.today()  # noqa: DTZ011 - any day will do
        case = {"id": case_id, "category": body["category"], "division_code": body["division_code"]}
        report = {"id": str(uuid.uuid4()), "case_id": case_id, "answers": body["answers"], "text": body["text"]}
        event = {"id": str(uuid.uuid4()), "case_id": case_id, "happened_on": today, "event": "file"}
        with engine.begin() as connection:
            connection.execute(sa.insert(bare_case), case | {"submitted_on": today})
            connection.execute(sa.insert(bare_report), report)
            connection.execute(sa.insert(bare_event), event)
        return {"id": report["id"]}, 201

    return app
