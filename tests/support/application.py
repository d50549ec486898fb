"""The application on a test's database, with a small installation and the clients of both sides."""

from dataclasses import replace
from itertools import count

import pytest

import policy as policy_package
from api import create_app
from api.app import build_world
from api.limits import Limits
from api.log_in_limits import LogInLimits
from api.service import Service
from security.proof_of_work import ProofOfWork
from security.rate_limit import FORGOTTEN_AFTER_S, RateLimit
from security.secrets_file import new_secret
from settings import Settings
from tests.support.installation import Installer
from tests.support.phone import Console, Phone


@pytest.fixture
def read_once(monkeypatch, policy):
    """Reading the policy takes longer than most tests, and without an overlay it is the same each time."""
    load = policy_package.load
    monkeypatch.setattr(
        policy_package, "load", lambda *data, overlay=None: load(*data, overlay=overlay) if data or overlay else policy
    )


@pytest.fixture
def settings(database_url, tmp_path, relay_key):
    """Settings of a service that is no demo, on this test's database."""
    return Settings(
        host="127.0.0.1",
        port=8000,
        database_url=database_url,
        var=tmp_path,
        demo=False,
        trusted_proxies=0,
        policy_overlay=None,
        relay_public_key=relay_key.public,
        secret=new_secret(),
    )


@pytest.fixture(scope="session")
def routed():
    """A place for the application: its routes know nothing of a test, and to lay them takes longer than many tests."""
    return []


@pytest.fixture
def app(routed, read_once, settings, engine, clock, argon2_cost):
    """The application; its proof of work costs next to nothing, and nobody needs a second factor."""
    if not routed:
        routed.append(create_app(settings, engine=engine, now=clock, argon2_cost=argon2_cost))
    [app] = routed
    world = build_world(settings, engine=engine, argon2_cost=argon2_cost)
    cheap = ProofOfWork(settings.secret, cost=1, counter_range=(1, 2))
    limits = Limits(world.policy.counts, sees_senders=settings.trusted_proxies > 0)
    service = Service(settings, replace(world, proof_of_work=cheap, second_factor=False), clock, limits)
    app.extensions = {"jianfu": service}
    return app


@pytest.fixture
def world(app):
    """What services run in."""
    return app.extensions["jianfu"].world


@pytest.fixture(scope="session")
def installer():
    """Remembers what it installed first."""
    return Installer()


@pytest.fixture
def installed(installer, world, now):
    """A small installation, not a demo: see tests.support.installation."""
    return installer.install(world, now)


def forget_log_ins(app):
    """From now on each log-in is as the first: however many there are, none costs work."""
    forgetful = LogInLimits(RateLimit(count(step=2 * FORGOTTEN_AFTER_S).__next__))
    app.extensions["jianfu"] = replace(app.extensions["jianfu"], log_ins=forgetful)


@pytest.fixture
def phone(app, installed):
    """A reporter's client on an installed service."""
    return Phone(app.test_client())


@pytest.fixture
def console(app, installed):
    """Log somebody in: `console("officer-411102-education")`."""
    return lambda username: Console(app.test_client(), username, installed.passwords[username])
