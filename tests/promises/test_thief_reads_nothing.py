"""A1: whoever steals all that is stored reads nothing that anybody wrote."""

import logging
import tempfile

import pytest

from tests.promises.journey import LONG_AGO, take
from tests.promises.conftest import TEXT_ANSWER
from tests.promises.search import found
from tests.promises.theft import configuration, disk_of, dump, files, log_lines


def test_x(journey, engine):
    print(journey)
