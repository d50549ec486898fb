"""Which texts a client can say, from the schemas themselves."""

from marshmallow import fields

from api.openapi import contracts
from api.schemas.fields import Text


def sayable(app, part):
    """(rule, method, contract, path) of every text in `accepts`, a body, or in `query`, whoever may say it."""
    return [
        (rule, method, contract, path)
        for rule, method, contract in contracts(app)
        if isinstance(getattr(contract, part), type)
        for path in _texts(getattr(contract, part)(), ())
    ]


def _texts(schema, above):
    for name, field in schema.fields.items():
        if isinstance(field, fields.Nested):
            yield from _texts(field.schema, (*above, name))
        elif isinstance(field, Text):
            yield (*above, name)
