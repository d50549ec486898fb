"""O4, O5: what one job of the scheduler stumbles over ends neither the others nor the process, and is told."""

import errno
import json
import logging
from datetime import timedelta
from threading import Event

import pytest

from api.health import FAILING
from commands.schedule import do_what_is_due, log
from logs import Lines
from models.engine import reading
from services.audit.checkpoints import FILE, FOLDER, newest
from services.schedule import JOBS
from tests.api.test_metrics import scraped
from tests.support.commands import run_command
from tests.support.phone import homework

CANARY = "Kanari71b0c5d2e4"


class Stumbling:
    """A job that does this."""

    def __init__(self, error):
        self.__name__ = "stumble"
        self.error = error

    def __call__(self, _):
        raise self.error


@pytest.fixture
def stumbling(monkeypatch):
    """From now on the first job of all fails so."""

    def stumble(error):
        monkeypatch.setattr("commands.schedule.JOBS", (Stumbling(error), *JOBS))

    return stumble


@pytest.fixture
def lines():
    """What stands in the log, as it is written there."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(Lines().format(record))

    handler = Keep()
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


@pytest.mark.promise("O4", "in part")
@pytest.mark.promise("O5", "in part")
def test_what_one_job_stumbles_over_leaves_the_others_done_and_is_told(app, phone, console, settings, stumbling, lines):
    console("officer-411102-education")  # which stands in the audit log
    alive = settings.var / "scheduler.alive"
    stumbling(KeyError(CANARY))
    run_command(app, "schedule", "run", "--once", code=1)
    [line] = lines
    found = json.loads(line)
    assert (found["event"], found["job"], found["error"]) == ("a job of the scheduler failed", "stumble", "KeyError")
    assert found["at"].startswith("promises/test_jobs_are_apart.py:")
    assert CANARY not in line
    assert not alive.exists()
    assert (settings.var / FOLDER / FILE).stat().st_size > 0, "the last of the jobs was done"
    assert scraped(phone.client)["jianfu_jobs_failing",] == 1


@pytest.mark.promise("O5", "in part")
def test_when_the_job_gets_on_again_all_is_well(app, phone, settings, stumbling, monkeypatch):
    stumbling(ZeroDivisionError())
    run_command(app, "schedule", "run", "--once", code=1)
    monkeypatch.setattr("commands.schedule.JOBS", JOBS)
    run_command(app, "schedule", "run", "--once")
    assert (settings.var / "scheduler.alive").exists()
    assert scraped(phone.client)["jianfu_jobs_failing",] == 0


@pytest.mark.promise("O4", "in part")
def test_a_job_that_cannot_write_leaves_the_others_done(app, phone, console, settings, stumbling, caplog):
    console("officer-411102-education")
    stumbling(OSError(errno.EACCES, CANARY))
    assert do_what_is_due(app.extensions["jianfu"], None, Event()) == {"stumble": PermissionError}
    assert "the scheduler cannot write: EACCES" in caplog.messages
    assert (settings.var / FOLDER / FILE).exists()


class Rounds(Event):
    """Tells the scheduler to end after so many rounds."""

    def __init__(self, most):
        super().__init__()
        self.left = most

    def wait(self, timeout=None):
        self.left -= 1
        if not self.left:
            self.set()
        return super().wait(0 * timeout)


@pytest.mark.promise("O4", "in part")
def test_the_process_goes_on_and_so_does_the_service_with_it(app, settings, stumbling, monkeypatch, lines):
    """`flask serve` ends with its scheduler; a job that fails is no end of it."""
    stumbling(KeyError(CANARY))
    monkeypatch.setattr("commands.schedule.keep_quiet", lambda _: None)
    monkeypatch.setattr("commands.schedule.stop_on_signal", lambda: Rounds(3))
    run_command(app, "schedule", "run")
    assert [json.loads(line)["job"] for line in lines] == ["stumble"] * 3
    assert not (settings.var / "scheduler.alive").exists()
    assert (settings.var / FAILING).read_text() == "stumble\n"


def test_before_the_first_round_no_job_has_failed(phone, settings):
    assert not (settings.var / FAILING).exists()
    assert scraped(phone.client)["jianfu_jobs_failing",] == 0


@pytest.fixture
def copied(app, console, settings, clock):
    """The log was signed and copied, and an act has come since; the file of the copies."""
    console("officer-411102-education")
    run_command(app, "schedule", "run", "--once")
    clock.forward(3600)
    console("officer-411102-education")
    return settings.var / FOLDER / FILE


def uncopied_hours(phone):
    return scraped(phone.client)["jianfu_audit_copies_behind_hours",]


@pytest.mark.promise("O5", "in part")
@pytest.mark.promise("K7", "in part")
def test_copies_of_the_audit_log_that_stopped_are_told(app, phone, copied, clock):
    written = copied.read_bytes()
    copied.write_bytes(written + b"[]\n")
    run_command(app, "schedule", "run", "--once")
    assert uncopied_hours(phone) == float("inf")
    copied.write_bytes(written)
    assert uncopied_hours(phone) == 0
    clock.forward(timedelta(hours=3).total_seconds())
    assert uncopied_hours(phone) == 3, "what was signed waits"
    run_command(app, "schedule", "run", "--once")
    assert uncopied_hours(phone) == 0
    assert copied.read_bytes().startswith(written)


@pytest.mark.promise("O5", "in part")
@pytest.mark.promise("K7", "in part")
def test_copies_of_another_database_or_that_nobody_can_read_are_told(phone, engine, copied, monkeypatch):
    with reading(engine) as db:
        size = newest(db).size
    copied.write_bytes(json.dumps({"size": size + 7}).encode() + b"\n")
    assert uncopied_hours(phone) == float("inf")
    copied.unlink()
    copied.mkdir()
    assert uncopied_hours(phone) == float("inf")


def test_asking_for_the_numbers_writes_nothing_into_the_copies(phone, copied):
    copied.write_bytes(copied.read_bytes()[:-9])
    cut = copied.read_bytes()
    assert uncopied_hours(phone) == 1
    assert copied.read_bytes() == cut


@pytest.mark.promise("O5", "in part")
@pytest.mark.promise("A10", "in part")
def test_a_ledger_that_was_put_aside_is_told(app, phone, settings):
    filed = phone.file(homework()).json
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    run_command(app, "schedule", "run", "--once")
    assert scraped(phone.client)["jianfu_ledgers_aside",] == 0
    set_back(app)
    run_command(app, "schedule", "run", "--once")
    assert scraped(phone.client)["jianfu_ledgers_aside",] == 1


def set_back(app):
    """The database is the one of the day before."""
    with app.extensions["jianfu"].world.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM deletion")
