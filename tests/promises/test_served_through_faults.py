"""O4: `flask serve` says in a sentence that there is no database; one that goes later ends nothing, and comes back."""

import json
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.promises.faults import cluster_or_skip
from tests.promises.test_killed_at_random import SERVE, children_of, command_of
from tests.support.secrets import installation
from tests.support.served import ROOT, environment, free_port, serving
from tests.support.waiting import PATIENCE_S, eventually

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster():
    with cluster_or_skip(synchronous_commit="on") as cluster:
        yield cluster


def refused(tmp_path, url):
    """What is said when it does not start; the exit code is 1."""
    env = environment(tmp_path, free_port(), JIANFU_DEMO="0", DATABASE_URL=url, **installation(tmp_path))
    done = subprocess.run(SERVE, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 1, done
    assert done.stdout == ""
    return done.stderr.strip().splitlines()


@pytest.mark.promise("O4")
@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://postgres@/postgres?host=/nowhere", "sqlite:////nowhere/jianfu.sqlite"]
)
def test_without_a_database_it_does_not_start_and_says_so_in_a_sentence(tmp_path, url):
    [said] = refused(tmp_path, url)
    assert said.startswith("Error: The database cannot be used (OperationalError).")


def asked(base_url, path):
    """Status and parts."""
    try:
        with urllib.request.urlopen(f"{base_url}{path}", timeout=PATIENCE_S) as answer:  # noqa: S310 - our own service
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.promise("O4")
def test_a_database_that_goes_ends_nothing_and_all_goes_on_when_it_is_back(cluster, tmp_path):
    log = tmp_path / "log.jsonl"
    more = {"DATABASE_URL": cluster.url, "JIANFU_LOG": str(log), **installation(tmp_path)}
    with serving(tmp_path, JIANFU_DEMO="0", **more) as running:
        children = {pid: command_of(pid) for pid in children_of(running.process.pid)}
        cluster.stop()
        try:
            status, parts = asked(running.base_url, "/readyz")
            assert (status, parts["database"], parts["disk"]) == (503, False, False)
            assert asked(running.base_url, "/healthz")[0] == 200
            status, problem = asked(running.base_url, "/api/v1/schools?division_code=411102")
            assert (status, problem["code"]) == (503, "unavailable")
            eventually(
                lambda: events(log) >= {f"the {name} cannot reach the database" for name in ("relay", "scheduler")}
            )
        finally:
            cluster.start()
        eventually(lambda: asked(running.base_url, "/readyz")[0] == 200)
        with locked(cluster.url, "school"):  # whoever asks for a school gives up, by what the web server says of itself
            assert asked(running.base_url, "/api/v1/schools?division_code=411102")[0] == 503
        assert asked(running.base_url, "/api/v1/schools?division_code=411102")[0] == 200
        assert {pid: command_of(pid) for pid in children_of(running.process.pid)} == children
        assert "psycopg" not in log.read_text()


@contextmanager
def locked(url, table):
    """Somebody has the table."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    engine.dispose()


def events(log):
    return {json.loads(line)["event"] for line in log.read_text().splitlines()}
