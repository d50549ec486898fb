"""The bodies of the API as types, from the very declarations that run the requests: what pages may count on.

In JSDoc: `import("api").CaseOut`. The file is written anew at each check of types, and is in no repository.
"""

import json

from flask import Flask

from api.app import _add_resources
from api.openapi import describe

NAMES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declarations():
    """One exported type for each schema of the OpenAPI document."""
    app = Flask("jianfu")
    _add_resources(app)
    schemas = describe(app)["components"]["schemas"]
    return "".join(f"export type {name} = {type_of(schema)};\n" for name, schema in schemas.items())


def type_of(schema):
    """The TypeScript of a JSON Schema as apispec writes them; what says nothing is any."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(type_of(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    kinds = schema.get("type", "any")
    return " | ".join(_of_kind(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _of_kind(kind, schema):
    if kind == "array":
        return f"Array<{type_of(schema.get('items', {}))}>"
    if kind == "object":
        return _object(schema)
    return NAMES.get(kind, "any")


def _object(schema):
    if "properties" not in schema:
        return "Record<string, any>"
    required = schema.get("required", [])
    lines = [
        f"{json.dumps(name)}{'' if name in required else '?'}: {type_of(part)}"
        for name, part in schema["properties"].items()
    ]
    return "{ " + "; ".join(lines) + " }"
