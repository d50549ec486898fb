"""Watch what reaches the database, and make it fail at a chosen moment."""

from contextlib import contextmanager
from itertools import count

import sqlalchemy as sa


class Crash(Exception):
    """What a test made happen. It tells of nobody's statement: a real one would be a mistake of ours just the same."""


@contextmanager
def listening(engine, statements):
    """Append every SQL statement to `statements`."""

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    with _listener(engine, "before_cursor_execute", note):
        yield


@contextmanager
def failing(engine, *, at):
    """Raise Crash right after the statement number `at` (from 1) was executed; never with `at=0`.

    Yields the statements that were executed.
    """
    numbers, executed = count(1), []

    def fail(_connection, _cursor, statement, *_):
        executed.append(statement)
        if next(numbers) == at:
            raise Crash

    with _listener(engine, "after_cursor_execute", fail):
        yield executed


@contextmanager
def failing_commit(engine, *, at):
    """Raise Crash right before the commit number `at` (from 1)."""
    numbers = count(1)

    def fail(_connection):
        if next(numbers) == at:
            raise Crash

    with _listener(engine, "commit", fail):
        yield


@contextmanager
def _listener(engine, event, function):
    sa.event.listen(engine, event, function)
    try:
        yield
    finally:
        sa.event.remove(engine, event, function)
