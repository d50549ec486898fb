"""The service that the tests of this folder share."""

from dataclasses import replace

import pytest

from api.log_in_limits import LogInLimits
from tests.services.conftest import at_once
from tests.support.evidence import uploader
from tests.support.house import house

__all__ = ["at_once", "house"]


@pytest.fixture(autouse=True)
def nothing_went_wrong_before(request):
    """What other tests of the module guessed wrong is forgotten, or log-ins would cost work here."""
    if "house" in request.fixturenames:
        extensions = request.getfixturevalue("house").app.extensions
        extensions["jianfu"] = replace(extensions["jianfu"], log_ins=LogInLimits())


@pytest.fixture
def tus(house):
    """Uploads for a report of this test's own."""
    return uploader(house.phone)[1]
