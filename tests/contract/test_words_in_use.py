"""Every sentence has a place where it is said, and every place that says one has its sentence."""

import ast
import dataclasses
import re
from pathlib import Path

import pytest

import policy
from policy import codes_of_places_and_offices
from policy.notices import notice_codes
from policy.reply_templates import TEMPLATE_CODES
from policy.transfers import EscalationReason
from policy.vocabulary import SCORES, Event
from policy.words import LOCALES, codes_needed
from services.places import Place
from services.refusals import Refusal
from tests.contract.sources import product
from tests.support.national import NATIONAL as POLICY

WORDS = POLICY.words.texts
GRADES = range(13)
CODE = re.compile(
    r"(answer|challenge|check|diff|effect|field|move|place|routing|target|timeline|transfer|view|working)"
    r"\.[a-z_0-9]+"
)
"""How a code looks that stands in the source as it is said."""

PAGES = [Path("web/progress/page.html")]
"""What the server makes pages of."""
SAID = re.compile(r"""say\(["']([a-z_.]+)["']""")


@pytest.fixture(scope="module")
def literals():
    """Every text constant of the product."""
    nodes = (node for _, _, tree in product() for node in ast.walk(tree))
    said = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return said.union(*(SAID.findall(page.read_text(encoding="utf-8")) for page in PAGES))


def needed():
    return codes_needed(POLICY.forms, POLICY.rules, _documents()) | codes_of_places_and_offices(
        POLICY.matters, POLICY.departments, POLICY.help_lines
    )


def _documents():
    return policy.load_documents()


def composed(literals):
    """Codes that are put together where they are said."""
    problems = {f"problem.{code}.{part}" for code in literals for part in ("title", "detail")}
    moves = {
        f"timeline.{why}"
        for why in (*WITH_OFFICE, Event.OVERSEE, Event.EXTEND, *(f"escalate.{reason}" for reason in EscalationReason))
    }
    acts = {f"act.{event}" for event in Event} | moves
    checks = {f"office_check.{code}" for code in literals}
    reasons = {f"oversight_reason.{code}" for code in POLICY.oversight_reasons} | POLICY.asking.words
    reasons |= {f"task_kind.{code}" for code in POLICY.task_kinds}
    marks = {f"identifying.{pattern.code}" for pattern in POLICY.identifying_patterns}
    marks |= {f"school_kind.{code}" for code in POLICY.school_kinds}
    grades = {f"grade.{grade}" for grade in GRADES}
    marks |= set(POLICY.decisions.codes())
    marks |= {code + own for code in TEMPLATE_CODES for own in ("", *(f".{one}" for one in POLICY.matters.by_code))}
    marks |= {f"indicator.{code}" for code in POLICY.indicators} | {f"door.{number}" for number in POLICY.doors}
    scores = {f"score.{score}" for score in SCORES}
    named = checks | marks | reasons | grades | scores
    return problems | acts | named | notice_codes(POLICY.notices) | UNITS | MONTHS


WITH_OFFICE = (Event.TRANSFER, Event.SEND_BACK)
"""Acts of which a reporter is told where the report went."""
UNITS = {"diff.working_days", "diff.calendar_days"}
MONTHS = {f"month.{month}" for month in range(1, 13)}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_left_that_nobody_says(literals, locale):
    said = literals | needed() | composed(literals)
    assert [code for code in WORDS[locale] if code not in said] == []


def test_a_sentence_that_nobody_says_would_be_found(literals):
    assert "field.not_available_yet" not in literals | needed() | composed(literals)


def test_every_code_in_the_source_has_its_sentence(literals):
    fields = {f"place.{field.name}" for field in dataclasses.fields(Place)}
    codes = {text for text in literals if CODE.fullmatch(text)} - fields
    assert len(codes) > 50
    assert sorted(code for code in codes if not POLICY.words.has(code)) == []


def refusals(kind=Refusal):
    return {kind.code}.union(*map(refusals, kind.__subclasses__()))


def test_every_refusal_has_a_title_and_a_detail():
    codes = refusals() - {"refused"}
    assert "stale" in codes
    missing = [code for code in codes for part in ("title", "detail") if not POLICY.words.has(f"problem.{code}.{part}")]
    assert missing == []
