"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

from tests.contract.sources import ROOT, files, named

DOCUMENTS = [named(file) for file in files(".md") if not named(file).startswith("tests/")]
INLINE_CODE = re.compile(r"`[^`\n]*`")
FENCED_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def anchors(document):
    """The anchors of a document's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCED_CODE.sub("", text_of(document)), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def targets():
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), flags=re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document, targets):
    code = " ; ".join(INLINE_CODE.findall(text_of(document)) + FENCED_CODE.findall(text_of(document)))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) <= targets


def test_every_target_is_explained_by_make_help(targets):
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## \S", text_of("Makefile"), flags=re.MULTILINE))
    assert targets == explained
    assert {"run", "test", "test-fast", "lint", "promises", "help"} <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_internal_links_lead_somewhere(document):
    text = INLINE_CODE.sub("", FENCED_CODE.sub("", text_of(document)))
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", link)]
    folder = Path(document).parent
    assert [link for link in links if not leads_somewhere(document, folder, link)] == []


def leads_somewhere(document, folder, link):
    path, _, anchor = link.partition("#")
    there = ROOT / folder / path if path else ROOT / document
    return there.exists() and (not anchor or anchor in anchors(there))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_named_in_code_style_with_a_known_root_exist(document):
    rooted = re.compile(
        r"^(?:api|services|notifications|security|models|policy|migrations|docs|tests|demo|web)/[\w./-]+$"
    )
    paths = [code.strip("`") for code in INLINE_CODE.findall(text_of(document))]
    assert [path for path in paths if rooted.match(path) and not (ROOT / path).exists()] == []


def test_decision_records_are_numbered_and_say_why():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [record.name[:4] for record in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == ["Context", "Decision", "Consequences"], (
            record.name
        )
