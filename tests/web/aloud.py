"""What a screen reader gets of a page, and where the focus is."""

import re
from itertools import pairwise

from playwright.sync_api import expect

LEVELS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => Number(one.localName[1]))"""
HAS_FOCUS = """() => {
  const one = document.activeElement;
  const name = one.getAttribute("aria-label") ?? one.labels?.[0]?.innerText ?? one.innerText ?? "";
  return { tag: one.localName, name: name.trim() };
}"""


def reads(view, *lines):
    """The tree that a screen reader gets holds these in this order; no level of heading is left out."""
    tree = view.page.locator("body").aria_snapshot()
    at = 0
    for line in lines:
        found = re.compile(line).search(tree, at)
        assert found, f"{line!r} is not read after the {at} characters before it in\n{tree}"
        at = found.end()
    levels = view.page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def focus_is_on(view, name, tag):
    test = "at.name.includes(name) && at.tag === tag"
    view.page.wait_for_function(f"([name, tag]) => {{ const at = ({HAS_FOCUS})(); return {test}; }}", arg=[name, tag])


def says(view, text):
    """A live region that was there before says it."""
    expect(view.page.get_by_role("status").filter(has_text=text)).to_have_count(1)
