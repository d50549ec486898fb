"""An installation that has not said who is responsible for it says that to its operator (PIPL art. 17)."""

from dataclasses import replace

import pytest

import policy
from policy.reading import DATA
from tests.policy.overlays import put
from tests.support.commands import run_command

WHO = {"notice.privacy.who.text": "某市教育局。"}


@pytest.fixture
def running(app, clock):
    """The application as it is outside a demo, or in one."""

    def changed(*, demo, overlay=None):
        service = app.extensions["jianfu"]
        world = replace(service.world, policy=policy.load(DATA, overlay=overlay))
        app.extensions["jianfu"] = replace(service, settings=replace(service.settings, demo=demo), world=world)
        return app

    return changed


def is_named(app):
    return app.test_client().get("/readyz").json["responsible_named"]


def test_readyz_and_the_check_of_the_policy_say_that_nobody_is_named(running):
    app = running(demo=False)
    assert not is_named(app)
    assert "PIPL art. 17" in run_command(app, "policy", "check", code=1)


def test_once_somebody_is_named_they_say_nothing_more(running, tmp_path):
    app = running(demo=False, overlay=put(tmp_path / "city", zh_Hans=WHO, en={**WHO}))
    assert is_named(app)
    assert "PIPL" not in run_command(app, "policy", "check", code=1)  # of the calendar alone


def test_a_demo_has_nobody_to_name(running):
    app = running(demo=True)
    assert is_named(app)
    assert "PIPL" not in run_command(app, "policy", "check", code=1)  # of the calendar alone


def test_that_nobody_is_named_refuses_nothing(running):
    """Whether the service is ready is for what starts and stops machines."""
    checks = running(demo=False).test_client().get("/readyz").json
    parts = {name: ok for name, ok in checks.items() if name != "responsible_named"}
    assert parts == {"policy": True, "database": True, "disk": True, "relay": False, "scheduler": False}
