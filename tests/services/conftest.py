"""A service whose engine may be watched and whose requests run in threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.services.lives import Lives
from tests.support.house import house

__all__ = ["at_once", "house"]


@pytest.fixture
def at_once():
    """Call a function once for each item, in as many threads, all starting together; the results in order."""

    def run(function, items):
        items = list(items)
        barrier = Barrier(len(items))

        def one(item):
            barrier.wait()
            return function(item)

        with ThreadPoolExecutor(len(items)) as pool:
            return list(pool.map(one, items))

    return run


@pytest.fixture
def lives(house, now):
    """What happens to reports, step by step; the clock stands at `now` again afterwards."""
    yield Lives(house)
    house.clock.time = now
