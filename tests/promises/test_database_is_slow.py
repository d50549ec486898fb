"""O4: whoever waits for a database that is locked or slow is told so in time; the others go on, and so does everybody.

In time: less than what the proxy and the web server wait for an answer.
"""

import re
import uuid
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from deploy.quiet_worker import WHOLE_S
from models import Report
from models.away import CONNECT_S, LOCK_S, STATEMENT_S, give_up_early, is_away
from models.engine import PATIENCE_S, PRAGMAS, create_engine, reading
from tests.contract.sources import ROOT
from tests.promises.faults import BOTH, check_unavailable, everything, ready
from tests.promises.journey import LEAD
from tests.services.conftest import at_once
from tests.support.house import opened
from tests.support.phone import homework

__all__ = ["at_once"]

LOCK, STATEMENT = 0.2, 0.5
THREADS = 8


@pytest.fixture(scope="module", params=BOTH)
def house(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A service that waits next to no time."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("var"), now, relay_key, argon2_cost) as house:
        give_up_early(house.engine, lock_s=LOCK, statement_s=STATEMENT)
        if house.engine.name == "sqlite":
            sa.event.listen(house.engine, "connect", _impatient)
        house.engine.dispose()
        yield house


def _impatient(connection, _record):
    connection.execute(f"PRAGMA busy_timeout={int(LOCK * 1000)}")


@contextmanager
def locked(house, table="report"):
    """Another process has the table of PostgreSQL, or SQLite's whole file, and does not leave."""
    other = create_engine(house.engine.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        if other.name == "postgresql":
            connection.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        else:
            connection.exec_driver_sql("SELECT 1")  # it writes: BEGIN IMMEDIATE
        yield
        connection.rollback()
    other.dispose()


@pytest.mark.promise("O4")
def test_whoever_waits_for_a_lock_is_told_and_the_others_go_on(house):
    phone, officer, key = house.phone, house.log_in(LEAD), uuid.uuid4()
    filed, challenge = phone.file(homework()).json, phone.challenge()
    before = everything(house.engine)
    with locked(house):
        check_unavailable(phone.file(homework(text="另一件事。"), key=key, challenge=challenge))
        check_unavailable(phone.say(filed["receipt"], "语文。"))
        assert phone.client.get("/api/v1/schools?division_code=411102").status_code == 200
        assert officer.get("/staff/me").status_code == 200
        assert house.client.get("/readyz").json["database"]
        if house.engine.name == "sqlite":
            assert phone.mine(filed["receipt"]).status_code == 200  # readers wait for no writer
        else:
            check_unavailable(phone.mine(filed["receipt"]))
    assert everything(house.engine) == before
    assert phone.file(homework(text="另一件事。"), key=key, challenge=challenge).status_code == 201
    assert phone.say(filed["receipt"], "语文。").status_code == 201


@pytest.mark.promise("O4")
def test_every_thread_and_every_connection_comes_back(house, at_once):
    """As many as the server has threads wait at once, and then as many again."""
    phone = house.phone
    keys = [uuid.uuid4() for _ in range(THREADS)]
    challenges = [phone.challenge() for _ in keys]

    def file(number):
        body = homework(text=f"第{number}件事。")
        return house.phone.file(body, key=keys[number], challenge=challenges[number])

    before = len(everything(house.engine)["report"])
    with locked(house):
        for answer in at_once(file, range(THREADS)):
            check_unavailable(answer)
    assert house.engine.pool.checkedout() == 0
    assert {answer.status_code for answer in at_once(file, range(THREADS))} == {201}
    assert len(everything(house.engine)["report"]) == before + THREADS
    assert house.engine.pool.checkedout() == 0


@pytest.mark.promise("O4")
@pytest.mark.parametrize("house", BOTH[1:], indirect=True)
def test_a_statement_that_takes_too_long_ends_and_its_connection_is_good_for_the_next(house):
    """SQLite has no such limit: it works in the thread that asks."""
    with reading(house.engine) as db:
        with pytest.raises(sa.exc.OperationalError) as ended:
            db.execute(sa.text("SELECT pg_sleep(60)"))
        assert is_away(ended.value)
    with reading(house.engine) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Report)) is not None
    assert ready(house)[1]


@pytest.mark.promise("O4")
def test_all_that_is_waited_for_is_over_before_anybody_hangs_up():
    """A request reads, then writes: the longest wait in each, one after the other."""
    [busy_s] = [int(found[1]) / 1000 for pragma in PRAGMAS if (found := re.match(r"busy_timeout=(\d+)", pragma))]
    site = (ROOT / "deploy" / "nginx" / "site.conf").read_text()
    shortest = min(WHOLE_S, *(float(found) for found in re.findall(r"proxy_read_timeout (\d+)s", site)))
    assert busy_s + PATIENCE_S < shortest / 2
    assert LOCK_S < STATEMENT_S
    assert shortest > CONNECT_S + LOCK_S + STATEMENT_S


@pytest.mark.slow
@pytest.mark.promise("O4", "in part")
def test_what_the_address_of_the_database_says_goes_before(postgresql_databases):
    with postgresql_databases.migrated() as url:
        engines = {}
        for name, options in {"ours": None, "theirs": "-c statement_timeout=7s"}.items():
            given = sa.make_url(url).update_query_dict({"options": options} if options else {})
            engines[name] = create_engine(given.render_as_string(hide_password=False))
            give_up_early(engines[name])
        told = {name: shown(engine) for name, engine in engines.items()}
    assert told == {"ours": ("10s", "20s"), "theirs": ("10s", "7s")}


def shown(engine):
    with engine.connect() as connection:
        said = tuple(
            connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("lock_timeout", "statement_timeout")
        )
    engine.dispose()
    return said
