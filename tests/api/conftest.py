"""The service that the tests of this folder share."""

from tests.services.conftest import at_once
from tests.support.house import house

__all__ = ["at_once", "house"]
