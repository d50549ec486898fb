"""An overlay is laid over the divisions of the nation, and they are the same each time."""

import pytest

import policy
from policy.reading import DATA
from tests.support.national import NATIONAL


@pytest.fixture(autouse=True, scope="session")
def divisions_are_read_once():
    """Reading them takes longer than laying an overlay over them, which brings none of its own."""
    load_divisions = policy.load_divisions
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            policy, "load_divisions", lambda data: NATIONAL.divisions if data == DATA else load_divisions(data)
        )
        yield
