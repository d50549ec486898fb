"""The application as a thing: it can be made again and again."""

import gc
import weakref

from api import create_app


def test_an_application_goes_when_the_next_is_made(read_once, settings, engine, clock):
    """flask-restx remembers the last one; no more than that."""
    first, _ = [weakref.ref(create_app(settings, engine=engine, now=clock)) for _ in range(2)]
    gc.collect()
    assert first() is None
