"""Waiting for what another process does."""

import time

PATIENCE_S = 60


def eventually(condition):
    """Until it is so, a minute at most."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
