"""`make` leaves nothing out where it does a part of the work by itself."""

import re

from tests.contract.sources import ROOT, files, named

TEXT = (ROOT / "Makefile").read_text(encoding="utf-8")
MARK = "pytest" + ".mark.alone"
GIVEN = f"--include='test_*.py' --exclude-dir=node '{re.escape(MARK)}' tests"


def says(pattern):
    """The Python files of the tests that say it, but for this one."""
    return {
        named(file)
        for file in files(".py")
        if named(file).startswith("tests/")
        and named(file) != "tests/contract/test_makefile.py"
        and re.search(pattern, file.read_text(encoding="utf-8"))
    }


def test_each_test_that_runs_alone_is_found_by_the_words_that_make_looks_for():
    assert GIVEN in TEXT
    marked = says(r"""mark\s*\.\s*alone\b|(?:add_marker|getattr)\([^)]*\balone\b""")
    assert len(marked) > 3
    assert marked == {name for name in says(re.escape(MARK)) if re.search(r"/test_\w+\.py$", name)}


def test_make_lint_runs_each_of_its_parts():
    [named_ones] = re.findall(r"^LINTS := (.+)$", TEXT, flags=re.MULTILINE)
    there = re.findall(r"^(\.lint-[a-z]+):", TEXT, flags=re.MULTILINE)
    assert sorted(named_ones.split()) == sorted(there)
    assert len(there) > 5
