"""A5: PostgreSQL as we configure it writes no value into its log; its roles get as far as they have to."""

import types
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, ProgrammingError

from api import create_app
from models import Base
from models.engine import create_engine
from models.schema import migrate
from notifications.channels.configured import configured_channels
from notifications.relay import Relay
from security.secrets_file import new_secret
from services.sweeping import NIGHT, REWRITTEN
from settings import Settings
from tests.promises.search import found
from tests.services.test_swept import pieces_on_disk, run_at
from tests.support.clock import Clock
from tests.support.house import House
from tests.support.installation import install
from tests.support.phone import homework
from tests.support.postgresql import find_binaries, throwaway_cluster
from tests.support.rows import sealed_values
from tests.support.served import ROOT

pytestmark = pytest.mark.slow
CANARY = "Kanari3ce8a2d1f0"
CONF = (ROOT / "deploy" / "postgresql" / "jianfu.conf").read_text()
ROLES = (ROOT / "deploy" / "postgresql" / "roles.sql").read_text()
REFUSED = {
    "no number": ("SELECT CAST(%s AS integer)", (CANARY,)),
    "no such thing": (f"SELECT {CANARY}", ()),
    "no sentence": (f"SELEKT {CANARY} %s", (CANARY,)),
    "not unique": ('INSERT INTO "tombstone" SELECT %s, now() FROM generate_series(1, 2)', (CANARY.encode(),)),
    "nothing": ('INSERT INTO "note" (id) VALUES (%s)', (CANARY,)),
    "raised": ("DO $$ BEGIN RAISE WARNING '%%', '" + CANARY + "'; END $$", ()),
}


@contextmanager
def cluster(conf):
    """A cluster with a database `jianfu`: the URL of the database, and where its log lies."""
    with throwaway_cluster(find_binaries(), conf) as url:
        super_url = sa.make_url(url)
        server = sa.create_engine(super_url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE jianfu TEMPLATE template0")
        server.dispose()
        yield super_url.set(database="jianfu"), Path(super_url.query["host"], "log")


def refused(url):
    """Everything that goes wrong with a value in it."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    for statement, values in REFUSED.values():
        with engine.connect() as connection:
            try:
                connection.exec_driver_sql(statement, values)
            except DBAPIError:
                continue
    engine.dispose()


def as_superuser(url, text):
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.connection.dbapi_connection.execute(text)
    engine.dispose()


def as_role(url, role):
    return create_engine(url.set(username=role).render_as_string(hide_password=False))


@pytest.fixture(scope="module")
def settled():
    """The configuration and the roles of `deploy/`, set up as they say."""
    with cluster(CONF) as (url, log):
        as_superuser(url, ROLES)
        owner = create_engine(url.update_query_dict({"options": "-c role=jianfu_owner"}).render_as_string())
        migrate(owner)
        owner.dispose()
        as_superuser(url, ROLES)
        yield url, log


@pytest.fixture(scope="module")
def town(settled, tmp_path_factory, relay_key, now, argon2_cost):
    """The service on it, as the role of the web server."""
    engine, clock = as_role(settled[0], "jianfu-web"), Clock(now)
    settings = Settings(
        host="127.0.0.1",
        port=8000,
        database_url=str(engine.url),
        var=tmp_path_factory.mktemp("town"),
        demo=True,
        trusted_proxies=0,
        relay_public_key=relay_key.public,
        secret=new_secret(),
    )
    app = create_app(settings, engine=engine, now=clock, argon2_cost=argon2_cost)
    yield House(app, clock, install(app.extensions["jianfu"].world, clock()))
    engine.dispose()


@pytest.mark.promise("A5", "in part")
def test_no_value_is_in_its_log(settled):
    refused(settled[0])
    assert found([CANARY], settled[1].read_bytes()) == []


def test_as_it_comes_they_would_be():
    with cluster("") as (url, log):
        refused(url)
        assert found([CANARY], log.read_bytes()) == [CANARY]


@pytest.mark.promise("A5", "in part")
@pytest.mark.promise("N5", "in part")
def test_each_role_does_its_work_and_gets_no_further(settled, town, relay_key, tmp_path):
    filed = town.phone.file(homework(subscription={"channel": "fcm", "locale": "en", "token": "t"})).json
    assert town.officer.move(town.case_of(filed)["id"], 1, "accept").status_code == 200
    assert town.phone.mine(filed["receipt"]).json["status"] == "accepted"
    relay_engine = as_role(settled[0], "jianfu-relay")
    channels = configured_channels(fcm_credentials=None, fcm_url="", log=tmp_path / "push.jsonl")
    relay_settings = types.SimpleNamespace(relay_private_key=relay_key.private)
    town.clock.forward(3600)
    assert Relay(relay_settings, engine=relay_engine, channels=channels, now=town.clock).run_once() > 0
    own = {"outbox", "subscription"}
    with relay_engine.connect() as connection:
        for table in set(Base.metadata.tables) - own:
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(sa.select(sa.func.count()).select_from(Base.metadata.tables[table]))
            connection.rollback()
    with town.engine.connect() as connection:
        for statement in ("TRUNCATE report", "DROP TABLE report", "CREATE TABLE x ()", "DELETE FROM alembic_version"):
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                connection.exec_driver_sql(statement)
            connection.rollback()
    relay_engine.dispose()


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("table", [name for name in Base.metadata.tables if name.startswith("audit")])
def test_the_web_server_adds_to_the_audit_log_and_has_no_right_to_do_more(settled, table):
    """It is the lack of the right that is told, not the trigger: that one is the owner's."""
    log, web = Base.metadata.tables[table], as_role(settled[0], "jianfu-web")
    column = next(iter(log.columns))
    for statement in map(str, (sa.update(log).values({column: column}), sa.delete(log), f"TRUNCATE {table}")):
        with web.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.exec_driver_sql(statement)
    with web.connect() as connection:
        assert connection.scalar(sa.text(f"SELECT has_table_privilege('{table}', 'INSERT')"))
    web.dispose()


@pytest.mark.promise("A10", "in part")
def test_at_night_the_tables_are_written_anew_for_a_role_that_does_not_own_them(settled, town):
    filed, kept = (town.phone.file(homework(text=text)).json for text in ("语文。", "留下。"))
    values = sealed_values(town.engine, ("report",))
    url = "/api/v1/reports/mine/withdrawal"
    assert town.phone.client.post(url, headers=town.phone.with_receipt(filed["receipt"])).status_code == 204
    gone = set(values) - set(sealed_values(town.engine, ("report",)))
    owner = create_engine(settled[0].render_as_string())
    assert pieces_on_disk(owner, gone)[0] > 0
    run_at(town.app, town.clock, NIGHT.start)
    assert pieces_on_disk(owner, gone)[0] == 0
    assert town.phone.mine(kept["receipt"]).status_code == 200
    with owner.connect() as connection:
        assert (
            connection.scalar(
                sa.text("SELECT has_function_privilege('jianfu-relay', 'jianfu_rewrite(regclass)', 'EXECUTE')")
            )
            is False
        )
    owner.dispose()


@pytest.mark.promise("A8", "in part")
def test_after_the_night_the_numbers_of_transactions_do_not_tell_in_which_order_reports_came(town):
    """`xmin` is what any SELECT reads, and a table that is only moved keeps it."""
    numbers = [sa.text(f'SELECT count(DISTINCT xmin::text) FROM "{table.__tablename__}"') for table in REWRITTEN]  # noqa: S608 - our own names
    for text in ("语文。", "数学。", "英语。"):
        assert town.phone.file(homework(text=text)).status_code == 201
    with town.engine.connect() as connection:
        assert max(map(connection.scalar, numbers)) > 2
    run_at(town.app, town.clock, NIGHT.start)
    with town.engine.connect() as connection:
        assert {connection.scalar(number) for number in numbers} <= {0, 1}
