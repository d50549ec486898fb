"""The service that the tests of this folder share."""

from dataclasses import replace

import pytest

from api.log_in_limits import LogInLimits
from tests.services.conftest import at_once
from tests.support.evidence import uploader
from tests.support.house import house

__all__ = ["at_once", "house"]
OFFICER = "officer-411102-education"


@pytest.fixture(autouse=True)
def nothing_went_wrong_before(request):
    """What other tests of the module guessed wrong is forgotten, or log-ins would cost work here."""
    if "house" in request.fixturenames:
        extensions = request.getfixturevalue("house").app.extensions
        extensions["jianfu"] = replace(extensions["jianfu"], log_ins=LogInLimits())


@pytest.fixture
def strict(app):
    """The application as it is outside a demo."""
    service = app.extensions["jianfu"]
    app.extensions["jianfu"] = replace(service, world=replace(service.world, second_factor=True))
    return app


@pytest.fixture
def password(installed):
    """Of the officer whom these tests are about."""
    return installed.passwords[OFFICER]


@pytest.fixture
def tus(house):
    """Uploads for a report of this test's own."""
    return uploader(house.phone)[1]
