"""A service whose engine may be watched and whose requests run in threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from policy.decisions import ENDS
from tests.services.joint import case_id_of, file_at, new_school, stored_case
from tests.services.lives import OFFICER, Lives
from tests.services.parted import merged, named, part
from tests.support.evidence import picture, uploader
from tests.support.house import house

__all__ = ["at_once", "house", "merged", "named", "part"]


@pytest.fixture
def at_once():
    """Call a function once for each item, in as many threads, all starting together; the results in order."""

    def run(function, items):
        items = list(items)
        barrier = Barrier(len(items))

        def one(item):
            barrier.wait()
            return function(item)

        with ThreadPoolExecutor(len(items)) as pool:
            return list(pool.map(one, items))

    return run


@pytest.fixture
def lives(house, now):
    """What happens to reports, step by step; the clock stands at `now` again afterwards."""
    yield Lives(house)
    house.clock.time = now


@pytest.fixture
def school(house):
    """A school of its own for each test: nothing else was reported about it."""
    return new_school(house)


@pytest.fixture
def together(lives, house, school):
    """File a report on the school of this test; its case, joined or new."""

    def file(**changes):
        filed = file_at(lives.phone, school, **changes)
        return filed, case_id_of(house.engine, filed)

    return file


@pytest.fixture
def act(lives, house):
    """The officer does something to a case as it is now."""

    def do(case_id, event, path="moves", username=OFFICER, **body):
        officer = lives.console(username)
        version = stored_case(house.engine, case_id).version
        if path == "moves" and event in ENDS:
            answer = officer.end(case_id, version, event, **body)
        elif path == "moves":
            answer = officer.move(case_id, version, event, **body)
        else:
            answer = officer.post(f"/cases/{case_id}/{path}", body, version)
        assert answer.status_code in {200, 201}, answer.json
        return answer.json

    return do


@pytest.fixture
def storage(house):
    return house.app.extensions["jianfu"].world.evidence


@pytest.fixture
def sent(house):
    """A report with a picture: what was filed, its uploads, the picture's id."""
    filed, tus = uploader(house.phone)
    return filed, tus, tus.send(picture(), "作业.jpg")
