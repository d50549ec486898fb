"""The types of the pages' JavaScript are checked, and a wrong one is found."""

import json

import pytest

from tests.support.api_types import declarations, type_of
from tests.support.node import or_skipped
from tests.support.page_types import ready, said
from tests.support.served import ROOT

OPTS_OUT = ("@ts-nocheck", "@ts-ignore", "@ts-expect-error")


def test_no_module_of_the_pages_opts_out_of_its_types():
    modules = [path for path in (ROOT / "web").rglob("*.js") if "vendor" not in path.parts]
    texts = {path: path.read_text(encoding="utf-8") for path in modules}
    assert [str(path) for path, text in texts.items() if any(word in text for word in OPTS_OUT)] == []
    assert len(texts) > 80


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({}, "any"),
        ({"type": "integer"}, "number"),
        ({"type": ["string", "null"], "format": "date"}, "string | null"),
        ({"type": ["string", "null"], "enum": ["a", None]}, '"a" | null'),
        ({"anyOf": [{"$ref": "#/components/schemas/OfficeOut"}, {"type": "null"}]}, "OfficeOut | null"),
        ({"type": "array", "items": {"type": ["string", "null"]}}, "Array<string | null>"),
        ({"type": "object"}, "Record<string, any>"),
        (
            {"type": "object", "properties": {"a": {"type": "boolean"}, "b": {}}, "required": ["a"]},
            '{ "a": boolean; "b"?: any }',
        ),
    ],
)
def test_a_body_of_the_api_is_a_type(schema, written):
    assert type_of(schema) == written


def test_every_body_of_the_api_is_declared():
    text = declarations()
    assert "export type CaseOut = {" in text
    assert text.count("\n") == text.count("export type ") > 80


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "is_right"),
    [
        ('import { useState } from "WEB/shared/html.js";\nuseState(1)[1]("one");\n', False),
        ("export const half = (number) => number / 2;\n", False),
        ("export const half = (/** @type {number} */ number) => number / 2;\n", True),
        ('export const due = (/** @type {import("api").CaseOut} */ opened) => opened.due;\n', False),
        ('export const due = (/** @type {import("api").CaseOut} */ opened) => opened.due_on;\n', True),
        ('import { ask } from "WEB/shared/api.js";\nask("GET", 5, { locale: "en" });\n', False),
        ('import { ask } from "WEB/shared/api.js";\nask("GET", "/x", { locale: "en" });\n', True),
    ],
)
def test_a_wrong_type_is_found(tmp_path, script, is_right):
    with or_skipped():
        node = ready()
    (tmp_path / "page.js").write_text(script.replace("WEB", str(ROOT / "web")), encoding="utf-8")
    project = tmp_path / "jsconfig.json"
    project.write_text(json.dumps({"extends": str(ROOT / "jsconfig.json"), "include": ["page.js"], "exclude": []}))
    assert ("page.js(" not in said(node, project)) == is_right
