"""Lighthouse finds nothing to mend on what a stranger and an officer open first."""

import pytest

from tests.support.lighthouse import look
from tests.support.node import or_skipped

LOOKS = 3


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.promise("W5")
@pytest.mark.parametrize("path", ["/", "/console/"])
def test_a_page_is_quick_open_to_all_and_well_made(site, path):
    """Other work on the machine takes points for speed and never gives any, so one good look is enough."""
    seen = []
    with or_skipped():
        while len(seen) < LOOKS and not any(one.is_good for one in seen):
            seen.append(look(site.base_url + path))
    assert seen[-1].is_good, [(one.points, one.faults) for one in seen]
