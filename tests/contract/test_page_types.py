"""The types of the pages' JavaScript are checked, and the list of files that do not say theirs can only shrink."""

import json

import pytest

from tests.support.api_types import declarations, type_of
from tests.support.node import or_skipped
from tests.support.page_types import NOT_YET, complaints, ready, said
from tests.support.served import ROOT

FAULT = "web/console/app.js(3,1): error TS2339: Property 'x' does not exist on type 'never'.\n  It never does.\n"


def test_a_fault_is_told_with_its_reasons():
    assert complaints(FAULT, []) == FAULT.splitlines()


def test_what_is_said_of_a_file_that_does_not_say_its_types_yet_is_not_told():
    assert (
        complaints(FAULT + FAULT.replace("console", "api"), ["web/console/app.js"])
        == FAULT.replace("console", "api").splitlines()
    )


def test_a_file_that_says_its_types_must_leave_the_list():
    (told,) = complaints("", ["web/console/app.js"])
    assert "web/console/app.js says its types" in told


def test_files_on_the_list_are_there():
    assert [name for name in NOT_YET.read_text(encoding="utf-8").split() if not (ROOT / name).is_file()] == []


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
