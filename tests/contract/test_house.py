"""The house rules that a machine can check (CONTRIBUTING)."""

import ast
import csv
import re
import statistics

import pytest

from tests.contract.sources import ROOT, files, functions, named, product

HAN = re.compile("[㐀-鿿]+")
"""Chinese characters in a row: what a division's name is made of."""

COMMITS = {"api/endpoint.py", "cli.py", "notifications/relay.py"}
"""Where a transaction ends."""

BEGINS = COMMITS | {"models/schema.py"}
"""Where one begins that commits itself when it is left; migrations bring their own."""


@pytest.fixture(scope="module")
def lengths():
    """Lines of each function, by its place."""
    return {
        f"{name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for name, _, tree in product()
        for node in functions(tree)
    }


def test_files_have_300_lines_at_most_tests_too():
    lengths = {named(file): file.read_text(encoding="utf-8").count("\n") for file in files(".py")}
    own = {name: lines for name, lines in lengths.items() if not name.startswith("migrations/")}
    assert {name: lines for name, lines in own.items() if lines > 300} == {}


def test_functions_have_30_lines_at_most_and_most_are_short(lengths):
    assert len(lengths) > 200
    assert {place: lines for place, lines in lengths.items() if lines > 30} == {}
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 20
    assert statistics.median(lengths.values()) <= 8


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{name}:{inner.lineno}"
        for name, _, tree in product()
        for function in functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_names_say_what_things_do():
    """`utils`, `helpers`, `manager`, `process_` and `handle_` say nothing; `theirs` are names that libraries call."""
    theirs = {"handle_error", "handle_request", "handle_exception", "process_bind_param", "process_result_value"}
    empty = [
        f"{name}: {word}"
        for name, _, tree in product()
        for word in [*name.removesuffix(".py").split("/"), *(node.name for node in functions(tree))]
        if word in {"utils", "helpers", "manager"} or (word.startswith(("process_", "handle_")) and word not in theirs)
    ]
    assert empty == []


def calls(method):
    """Files that call `.method(`."""
    return {
        name
        for name, _, tree in product()
        if not name.startswith("bench/")  # the bare rival ends its own
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    }


def test_a_transaction_ends_in_three_places_only():
    assert calls("commit") <= COMMITS
    assert calls("begin") <= BEGINS


def division_names():
    """Names of provinces, prefectures and counties; of the first two also without 省, 市 and their like (漯河)."""
    with (ROOT / "policy" / "data" / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["level"] != "country"]
    stems = {row["name"].removesuffix("省").removesuffix("市") for row in rows if row["level"] != "county"}
    names = {name for name in stems | {row["name"] for row in rows} if len(name) > 1}
    assert all(HAN.fullmatch(name) for name in names)
    return names


def places_in(text, names):
    """The division names that `text` has."""
    lengths, runs = {len(name) for name in names}, HAN.findall(text)
    return {run[at : at + length] for run in runs for length in lengths for at in range(len(run))} & names


def test_no_division_is_named_outside_the_data():
    names = division_names()
    free = ("tests/", "policy/data/", "demo/")
    code = [file for file in files(".py", ".js", ".mjs", ".html") if not named(file).startswith(free)]
    found = {named(file): places_in(file.read_text(encoding="utf-8"), names) for file in code}
    assert {name: places for name, places in found.items() if places} == {}


def test_a_division_that_is_named_would_be_found():
    assert places_in("the office of 漯河, 源汇区", division_names()) == {"漯河", "源汇区"}
