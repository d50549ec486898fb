"""`make tour` still finds every screen that docs/tour.md shows."""

import pytest

from tests.web.theme_tour import STOPS, take_all

pytestmark = pytest.mark.slow


def test_every_stop_is_reached_and_its_picture_is_small(served, browser, tmp_path):
    take_all(browser, served, tmp_path)
    assert {file.stem for file in tmp_path.iterdir()} == {stop.name for stop in STOPS}
