"""Let somebody else do something in between two statements, by a connection of their own."""

from contextlib import contextmanager

import sqlalchemy as sa


def once_before(engine, part, act):
    """Do something right before the first statement with `part` in it."""
    return _once(engine, "before_cursor_execute", part, act)


def once_after(engine, part, act):
    """Do something right after the first statement with `part` in it."""
    return _once(engine, "after_cursor_execute", part, act)


@contextmanager
def _once(engine, moment, part, act):
    waiting = [act]

    def look(_connection, _cursor, statement, *_):
        if waiting and part in statement:
            waiting.pop()()

    sa.event.listen(engine, moment, look)
    try:
        yield
    finally:
        sa.event.remove(engine, moment, look)
    assert not waiting
