"""docs/mutation.md: every survivor has its reason, and `make mutate` keeps the reasons it finds there."""

from collections import Counter

from tests.support import mutation

TRIED = Counter({"a/b.py": 10, "a/b.py, TABLE": 4})
LIVING = [("a/b.py: f", "`x | y` → `x & y`"), ("a/b.py, TABLE", "row 1: without a | b")]


def test_every_survivor_on_the_page_has_a_reason():
    text = mutation.PAGE.read_text(encoding="utf-8")
    assert mutation.NO_REASON not in text
    assert len(mutation.reasons_in(text)) == sum("→" in line or ": row " in line for line in text.splitlines()) > 0


def test_reasons_are_kept_from_one_run_to_the_next_and_others_are_wanted():
    reasons = {LIVING[0]: "it makes no difference"}
    text = mutation.page(TRIED, LIVING, reasons)
    assert mutation.reasons_in(text) == reasons
    assert mutation.NO_REASON in text


def test_each_place_has_a_share_of_its_own():
    assert (mutation.share("a/b.py", TRIED, LIVING), mutation.share("a/b.py, TABLE", TRIED, LIVING)) == (90, 75)
