"""What `make lighthouse` makes of what Lighthouse says."""

import pytest

from tests.support.lighthouse import AT_LEAST, MEASURES, PAGES, REPORT, page_of, read, typical

REF = {"id": "contrast", "weight": 7}


def result(performance=0.97, accessibility=1, contrast=1):
    """A result as Lighthouse writes it, as far as it is read."""
    scores = {"performance": performance, "accessibility": accessibility, "best-practices": 1}
    audits = {audit: {"title": name, "score": 1, "displayValue": "1.2\u00a0s"} for name, audit in MEASURES.items()}
    return {
        "lighthouseVersion": "12.8.2",
        "environment": {"hostUserAgent": "Mozilla/5.0 HeadlessChrome/156.0.0.0 Safari/537.36"},
        "audits": audits | {"contrast": {"title": "Text can be read", "score": contrast}},
        "categories": {name: {"score": score, "auditRefs": [REF]} for name, score in scores.items()},
    }


def test_a_page_is_good_when_it_reaches_every_bound():
    assert read(result()).is_good
    assert read(result(performance=0.95)).is_good
    assert not read(result(performance=0.94)).is_good


@pytest.mark.parametrize("score", [0.99, 0])
def test_a_page_that_cannot_be_used_by_all_is_not_good_and_says_why(score):
    seen = read(result(accessibility=score, contrast=0))
    assert not seen.is_good
    assert seen.faults == ["contrast: Text can be read"]


def test_one_slow_look_of_three_costs_nothing_and_one_fault_of_three_costs_everything():
    slow, faulty = read(result(performance=0.4)), read(result(accessibility=0.99, contrast=0))
    assert typical([slow, read(result()), read(result())]).is_good
    assert not typical([slow, slow, read(result())]).is_good
    assert not typical([faulty, read(result()), read(result())]).is_good


def test_the_kept_page_has_every_page_with_its_points():
    rows = [line.split(" | ") for line in REPORT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]
    assert [row[0].partition(", `")[2].rstrip("`") for row in rows] == list(PAGES.values())
    assert all(points.isdigit() for row in rows for points in row[1 : 1 + len(AT_LEAST)])
    assert page_of({name: read(result()) for name in PAGES}, "2026-11-22").count("\n| ") == len(PAGES) + 2
