"""The application on a real socket, and one whole demo for all tests that change nothing in it."""

import shutil
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from werkzeug.serving import WSGIRequestHandler, make_server

from demo.plan import read_plan
from models.engine import create_engine, empty_log, reading
from security.acknowledgements import Signer
from security.checkpoints import HeadSigner
from security.evidence.storage import Storage
from security.passkeys import Passkeys, RelyingParty
from security.proof_of_work import ProofOfWork
from security.secrets_file import new_secret
from services.work import World
from tests.support.demo import Loader


class Silent(WSGIRequestHandler):
    def log(self, *_):
        """Says nothing."""


@pytest.fixture
def base_url(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def world_on(policy, relay_key, argon2_cost):
    """A world on an engine, whose proof of work costs next to nothing."""
    cheap = ProofOfWork(new_secret(), cost=1, counter_range=(1, 2))
    of_its_own = {
        "evidence": Storage(Path("nowhere")),
        "signer": Signer(b"s" * 32),
        "head_signer": HeadSigner(b"s" * 32),
    }
    of_its_own["passkeys"] = Passkeys(b"p" * 32, RelyingParty.at("http://localhost:8000"))
    return lambda engine: World(engine, policy, cheap, b"c" * 32, relay_key.public, argon2_cost, **of_its_own)


@pytest.fixture(scope="session", autouse=True)
def plan_read_once(policy):
    """The demo's plan is the same each time; a load that breaks off a hundred times need not read it as often."""
    plan = read_plan(policy)
    with patch("demo.load.read_plan", lambda _policy: plan):
        yield


@pytest.fixture
def loader(engine, world_on, now, tmp_path):
    return Loader(world_on(engine), now, tmp_path)


@pytest.fixture(scope="session")
def loaded(sqlite_databases, world_on, now, tmp_path_factory):
    """A whole demo, for the tests that change nothing in it."""
    with sqlite_databases.migrated() as url:
        engine = create_engine(url)
        loader = Loader(world_on(engine), now, tmp_path_factory.mktemp("var"))
        loader.load()
        yield loader
        engine.dispose()


@pytest.fixture
def db(loaded):
    with reading(loaded.world.engine) as session:
        yield session


@pytest.fixture(scope="session")
def loader_on(world_on, now):
    """A loader of the demo into the database at `url`."""

    @contextmanager
    def made(url, var):
        engine = create_engine(url)
        yield Loader(world_on(engine), now, var)
        engine.dispose()

    return made


@pytest.fixture(scope="session")
def demo_copied(loaded, loader_on, sqlite_databases, tmp_path_factory):
    """A copy of the whole demo, with its log-ins, to be changed: much cheaper than loading another."""

    @contextmanager
    def copied():
        var = tmp_path_factory.mktemp("copy")
        empty_log(loaded.world.engine)
        shutil.copytree(loaded.var, var, dirs_exist_ok=True)
        with sqlite_databases.empty() as url:
            shutil.copyfile(loaded.world.engine.url.database, sa.make_url(url).database)
            with loader_on(url, var) as loader:
                yield loader

    return copied
