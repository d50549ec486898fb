"""Files that take long begin first, so that no process is still busy with one when the others have nothing left."""

from collections import defaultdict

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Files whose tests are all slow go before the others; within a file nothing changes its place."""
    files = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    items[:] = [item for tests in sorted(files.values(), key=_has_quick_ones) for item in tests]


def _has_quick_ones(tests):
    return any(item.get_closest_marker("slow") is None for item in tests)
