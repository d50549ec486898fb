"""docs/policy.md: every rule with its document, dates and places, and three of its test cases.

`python -m tests.support.policy_page` writes it; a test says when it is out of date.
"""

from itertools import groupby
from pathlib import Path

from policy import Policy, load
from policy.documents import Documents, load_documents
from policy.rules import NATION, Rule, load_left_out
from policy.vocabulary import Result
from tests.policy.rule_cases import CASES

PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
HEAD = """# The rules

Made from `policy/data` and the test cases by `python -m tests.support.policy_page`; do not edit. A rule makes of a
report's answers a *finding*: `suspected`, `unclear`, `not_shown` or `outside_scope`. A finding is a lead for an office,
never a verdict. Rules are chosen by the day of the act and by the place; of several wordings of one rule, that of the
nearest region holds. Documents are named, not linked: there is no lasting address.
"""
WHY = {
    "recalled": "known only from memory or in part, so it stays off",
    "vague": "sets no limit that answers could be tried against",
    "definition": "a definition that other rules use; it forbids nothing by itself",
    "same_as_another": "says again what HW-01, HW-02, HW-03 and HW-07 already try",
    "not_for_reporters": "nothing a parent or pupil could see",
}


def page(policy: Policy, documents: Documents) -> str:
    """The whole page as Markdown."""
    rules = groupby(sorted(policy.rules, key=lambda rule: rule.id), key=lambda rule: rule.id)
    sections = [section(policy, documents, rule_id, list(versions)) for rule_id, versions in rules]
    return "\n".join([HEAD, *sections, *left_out(policy)])


def section(policy: Policy, documents: Documents, rule_id: str, versions: list[Rule]) -> str:
    """One rule: its text in both languages, a line for each wording, and three cases."""
    say = policy.words.say
    lines = [
        f"## {rule_id}",
        "",
        say(versions[0].text_code, {}, "en"),
        "",
        say(versions[0].text_code, {}, "zh-Hans"),
        "",
    ]
    lines += ["| document | issuer | article | days | places | grades | confidence |", "|---|---|---|---|---|---|---|"]
    lines += [wording(policy, documents, rule) for rule in versions]
    lines += ["", "| test case | answers lead to |", "|---|---|"]
    lines += [
        f"| {tried} | {result.value if result else 'nothing: the rule is silent'} |" for tried, result in cases(rule_id)
    ]
    return "\n".join([*lines, ""])


def wording(policy: Policy, documents: Documents, rule: Rule) -> str:
    """A row: where one wording of a rule stands, and when, where and for whom it holds."""
    document = documents[rule.document]
    say = policy.words.say
    number = f", {document.number}" if document.number else ""
    cells = [
        f"{say(document.title_code, {}, 'zh-Hans')} ({say(document.title_code, {}, 'en')}{number})",
        say(document.issuer_code, {}, "en"),
        say(document.article_code(rule.article), {}, "en"),
        f"{rule.effective_from or 'not dated'} – {rule.effective_to or 'today'}",
        ", ".join(
            "the country" if code == NATION else policy.divisions.by_code[code].full_name for code in rule.regions
        ),
        grades(rule),
        rule.confidence.value + (", at most unclear" if rule.advisory or rule.in_principle else ""),
    ]
    return f"| {' | '.join(cells)} |"


def grades(rule: Rule) -> str:
    """Grades as a range; every rule names neighbours."""
    said = f"{min(rule.grades)}–{max(rule.grades)}" if len(rule.grades) > 1 else str(rule.grades[0])
    return said + (
        f" ({min(rule.grades_by_reference)}–{max(rule.grades_by_reference)} by reference)"
        if rule.grades_by_reference
        else ""
    )


def cases(rule_id: str) -> list[tuple[str, Result | None]]:
    """A positive, a negative and an edge case."""
    own = [(tried, result) for rule, tried, _, _, result in CASES if rule == rule_id]
    positive = next(case for case in own if case[1] in {Result.SUSPECTED, Result.UNCLEAR})
    negative = next(case for case in own if case[1] is Result.NOT_SHOWN)
    edge = next(case for case in reversed(own) if case not in (positive, negative))
    return [positive, negative, edge]


def left_out(policy: Policy) -> list[str]:
    """The rules of the fact sheet that answers are not tried against."""
    rows = [f"| {one.id} | {one.confidence.value} | {WHY[one.why]} |" for one in load_left_out(policy.rules)]
    return ["## Left out", "", "| rule | confidence | why |", "|---|---|---|", *rows, ""]


if __name__ == "__main__":
    PAGE.write_text(page(load(), load_documents()), encoding="utf-8")
