"""The service that the tests of this folder share."""

import pytest

from tests.services.conftest import at_once
from tests.support.evidence import uploader
from tests.support.house import house

__all__ = ["at_once", "house"]


@pytest.fixture
def tus(house):
    """Uploads for a report of this test's own."""
    return uploader(house.phone)[1]
