"""O4: what is done by the clock is not done by one that has leapt ahead, and a heartbeat of another time is none."""

import os
import time
from datetime import timedelta

import pytest

from commands.leaps import Watch, steady_s
from tests.support.commands import run_command

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


class Clocks:
    """The clock on the wall, which can be set, and the one that cannot."""

    def __init__(self, now):
        self.wall, self.steady = now, 0.0

    def go(self, by):
        self.wall += by
        self.steady += by.total_seconds()


@pytest.fixture
def clocks(now):
    return Clocks(now)


@pytest.fixture
def watch(clocks):
    return Watch(lambda: clocks.wall, lambda: clocks.steady)


@pytest.mark.promise("O4")
def test_a_leap_ahead_is_not_believed_for_an_hour_in_which_somebody_can_set_it_right(watch, clocks):
    """What the scheduler closes and deletes by a clock that is a year ahead would not come back."""
    assert watch.believes()
    clocks.wall += YEAR
    assert not watch.believes()
    clocks.go(HOUR - timedelta(seconds=1))
    assert not watch.believes()
    clocks.wall -= YEAR
    assert watch.believes()
    clocks.wall += YEAR
    assert not watch.believes()
    clocks.go(HOUR)
    assert watch.believes(), "the clock was wrong before, and is right now"
    clocks.go(timedelta(seconds=15))
    assert watch.believes()


@pytest.mark.promise("O4")
@pytest.mark.parametrize("by", [-YEAR, -HOUR, HOUR, DAY])
def test_what_is_no_leap_ahead_is_believed_at_once(by, watch, clocks):
    clocks.wall += by
    assert watch.believes()


@pytest.mark.promise("O4")
def test_a_machine_that_slept_for_days_is_no_leap(watch, clocks):
    clocks.go(7 * DAY)
    assert watch.believes()


@pytest.mark.promise("O4")
def test_a_heartbeat_of_a_clock_that_was_ahead_is_none(phone, settings):
    for name in ("relay", "scheduler"):
        (settings.var / f"{name}.alive").touch()
    assert phone.client.get("/readyz").status_code == 200
    ahead = time.time() + YEAR.total_seconds()
    os.utime(settings.var / "relay.alive", (ahead, ahead))
    answer = phone.client.get("/readyz")
    assert (answer.status_code, answer.json["relay"], answer.json["scheduler"]) == (503, False, True)


@pytest.mark.promise("O4")
def test_while_the_clock_is_not_believed_nothing_is_done_by_it_and_readyz_says_so(app, settings, caplog, monkeypatch):
    class Doubtful(Watch):
        def __init__(self, now):
            super().__init__(now)
            self._offset -= YEAR.total_seconds()

    monkeypatch.setattr("commands.schedule.Watch", Doubtful)
    monkeypatch.setattr("commands.schedule.do_what_is_due", pytest.fail)
    run_command(app, "schedule", "run", "--once")
    assert caplog.messages == ["the clock has leapt ahead: nothing is done by it for an hour"]
    assert not (settings.var / "scheduler.alive").exists()


def test_the_steady_clock_goes_on():
    assert 0 < steady_s() <= steady_s()
