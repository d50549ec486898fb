"""Every line of the threat model that claims something names a test, and every test that is named can be run."""

import ast
import re
from functools import cache

from models.columns import CLEAR
from tests.contract.sources import ROOT

TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ADVERSARIES = {
    *("The thief", "The insider of another office", "The insider of the same office", "The office that is avoided"),
    *("A supervisor", "A school that presses an office", "The network", "The push provider"),
    *("A hostile reporter", "A hostile live server"),
}


@cache
def collected_from(path):
    """The names that pytest collects from a file: functions of the module, in files called test_*.py."""
    file = ROOT / path
    if not file.is_file() or not file.name.startswith("test_"):
        return frozenset()
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def chapter(heading, text=TEXT):
    """What stands under a heading of the first order."""
    return re.split(r"^# ", text.split(f"\n# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def adversaries():
    """(name, text) of each."""
    parts = re.split(r"^## (.+)$", chapter("Who might want to know"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def lines_below(label, text):
    """The items of the list that stands below a label."""
    listed = text.split(f"\n{label}\n", 1)[1].split("\n\n", 1)[0]
    return [line for line in listed.splitlines() if line.startswith("- ")]


def test_every_test_that_is_named_exists_and_is_collected():
    named = TEST.findall(TEXT)
    assert len(named) > 70
    assert [
        (path, name) for path, name in named if not collected_from(path) or (name and name not in collected_from(path))
    ] == []


def test_a_test_that_is_not_there_would_be_found():
    assert collected_from("tests/contract/test_threat_model.py") > {"test_a_test_that_is_not_there_would_be_found"}
    assert not collected_from("tests/contract/sources.py")
    assert not collected_from("tests/contract/test_of_nothing.py")


def test_everybody_who_is_feared_has_a_chapter_with_what_stays_promised_and_what_is_not():
    assert set(adversaries()) == ADVERSARIES
    for name, text in adversaries().items():
        assert "*Has*" in text, name
        assert "*Gets*" in text, name
        assert lines_below("Stays promised", text), name
        assert lines_below("Not promised", text), name


def test_every_line_that_stays_promised_names_its_test():
    lines = [line for text in adversaries().values() for line in lines_below("Stays promised", text)]
    assert [line for line in lines if not any(name for _, name in TEST.findall(line))] == []


def test_each_clear_column_stands_in_the_table_once_with_what_it_tells():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, flags=re.MULTILINE)
    told = [(table, column) for table, columns, *_ in rows for column in re.findall(r"`(\w+)`", columns)]
    assert len(told) == len(set(told))
    assert set(told) == {(table, column) for table, columns in CLEAR.items() for column in columns}
