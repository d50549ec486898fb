"""The service that the tests of this folder share."""

from tests.support.house import house

__all__ = ["house"]
