"""What a test says when it fails reaches whoever waits for it, whatever odd characters it was about."""

from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable():
    """Half a character cannot be sent from one process of the tests to another: the whole run would end there."""
    return sendable((yield))


def sendable(said: Any) -> Any:
    """The same, with everything in it that is no character of its own written out."""
    if isinstance(said, str):
        return said.encode("utf-8", "backslashreplace").decode()
    if isinstance(said, dict):
        return {sendable(key): sendable(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return type(said)(map(sendable, said))
    return said
