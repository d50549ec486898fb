"""docs/tour.md shows every picture that `make tour` takes, each small enough for a slow line."""

import re

from tests.support.served import ROOT
from tests.web.theme_tour import LARGEST_BYTES, SHOWN, STOPS

PICTURE = re.compile(r"!\[[^\]]+\]\(tour/([a-z-]+)\.webp\)")
MOST = 12


def test_every_stop_of_the_tour_is_a_picture_of_the_page_and_small():
    named = PICTURE.findall((ROOT / "docs" / "tour.md").read_text(encoding="utf-8"))
    assert named == [stop.name for stop in STOPS]
    assert len(named) <= MOST
    assert {file.stem for file in SHOWN.iterdir()} == set(named)
    assert all(file.stat().st_size <= LARGEST_BYTES for file in SHOWN.iterdir())
