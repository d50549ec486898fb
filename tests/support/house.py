"""One service for many tests: those that leave no trace, or only their own reports."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property

import pytest
import sqlalchemy as sa

from api import create_app
from models import Case, Report
from models.engine import create_engine
from security.proof_of_work import ProofOfWork
from security.secrets_file import new_secret
from services.work import Work
from settings import Settings
from tests.support.clock import Clock
from tests.support.installation import Installation, install
from tests.support.phone import Console, Phone, homework

OFFICER = "officer-411102-education"


@dataclass
class House:
    """A running service with a small installation, its clients, and one report on file."""

    app: object
    clock: Clock
    installed: Installation

    @property
    def client(self):
        """A client that keeps no cookies: a test sends its own."""
        return self.app.test_client(use_cookies=False)

    @property
    def phone(self):
        return Phone(self.client)

    @property
    def engine(self):
        return self.app.extensions["jianfu"].world.engine

    @cached_property
    def officer(self):
        return self.log_in(OFFICER)

    @cached_property
    def supervisor(self):
        return self.log_in("supervisor-410000")

    @cached_property
    def filed(self):
        return self.phone.file(homework()).json

    @cached_property
    def receipt(self):
        """The header of whoever filed it."""
        return {"Authorization": f"Receipt {self.filed['receipt']}"}

    @cached_property
    def case_id(self):
        return self.case_of(self.filed)["id"]

    def work(self, db):
        return Work(self.app.extensions["jianfu"].world, db, self.clock())

    def log_in(self, username):
        return Console(self.client, username, self.installed.passwords[username])

    def case_of(self, filed):
        """The id and version of the case of a report."""
        wanted = sa.select(Case.id, Case.version).join(Report).where(Report.reference == filed["reference"])
        with self.engine.connect() as connection:
            return connection.execute(wanted).one()._asdict()


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def house(request, tmp_path_factory, now, relay_key, argon2_cost):
    """The service on each engine. Whoever moves its clock or changes its staff asks for `app` instead."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("house"), now, relay_key, argon2_cost) as house:
        yield house


@contextmanager
def opened(databases, var, now, relay_key, argon2_cost):
    """A service of its own on one of these databases, its files in `var`."""
    with databases.migrated() as url:
        engine, clock, secret = create_engine(url), Clock(now), new_secret()
        settings = Settings(
            host="127.0.0.1",
            port=8000,
            database_url=url,
            var=var,
            demo=False,
            trusted_proxies=0,
            relay_public_key=relay_key.public,
            secret=secret,
        )
        app = create_app(settings, engine=engine, now=clock, argon2_cost=argon2_cost)
        service = app.extensions["jianfu"]
        world = replace(
            service.world, second_factor=False, proof_of_work=ProofOfWork(secret, cost=1, counter_range=(1, 2))
        )
        app.extensions["jianfu"] = replace(service, world=world)
        yield House(app, clock, install(world, now))
        engine.dispose()
