"""A6: while one place floods the service, nobody elsewhere is refused (how much longer it takes, `make bench` says)."""

from contextlib import ExitStack

import pytest

from bench.flood import attack, behind_a_proxy, people_at
from bench.servers import OURS, bench_on, gunicorn
from tests.support.times import TIMES

pytestmark = pytest.mark.slow
BAD = 300 * TIMES


@pytest.mark.promise("A6")
def test_reports_are_filed_and_queues_opened_in_a_flood():
    """On SQLite, where all wait for one writer; both engines are measured by `make bench`."""
    with ExitStack() as stack:
        bench = stack.enter_context(bench_on("sqlite"))
        server = stack.enter_context(gunicorn(behind_a_proxy(bench), OURS))
        people, answered = stack.enter_context(people_at(bench, server)), stack.enter_context(attack(server.port))
        while sum(answered.values()) < BAD:
            people.times(2)  # whoever is refused ends it
    assert set(answered) == {404, 422, 429}
