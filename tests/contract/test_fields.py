"""What stands in a field stays on the page: a browser writes fields into its session, and reads them to others."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
FIELD = re.compile(
    r"<(?:input|textarea|select)\b[^>]*?(?=\s/>|></|>$|onInput|onChange|onClick)", re.MULTILINE | re.DOTALL
)
SAID = re.compile(r'autocomplete="([a-z- ]+)"')
FOR_LOG_INS = {"username", "current-password", "one-time-code"}


def fields():
    """Each field of a page: where it stands, and its tag up to what listens to it."""
    scripts = sorted(path for path in WEB.rglob("*.js") if "vendor" not in path.parts)
    return [(path.relative_to(WEB).as_posix(), tag) for path in scripts for tag in FIELD.findall(path.read_text())]


def test_there_are_fields_to_look_at():
    assert len(fields()) > 30


@pytest.mark.promise("W2", "in part")
def test_no_browser_keeps_what_stands_in_a_field():
    bad = [(path, tag) for path, tag in fields() if not kept_out(path, tag)]
    assert bad == []


def kept_out(path, tag):
    said = SAID.search(tag)
    return said is not None and (said[1] == "off" or (said[1] in FOR_LOG_INS and path.startswith("console/")))


def test_no_browser_sends_long_texts_away_to_check_their_spelling():
    areas = [tag for _, tag in fields() if tag.startswith("<textarea")]
    assert areas
    assert all("spellcheck=${false}" in tag for tag in areas)
