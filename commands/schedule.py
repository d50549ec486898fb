"""What happens by the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from threading import Event

import click
from sqlalchemy.exc import SQLAlchemyError

from api.health import FAILING
from api.service import Service
from cli import Commands, here, stop_on_signal, unit_of_work
from commands.backup import keep_ledger, keep_told
from commands.leaps import Watch
from logs import keep_quiet, place_of
from models.away import is_away, kind_of
from models.engine import empty_log
from services.audit.checkpoints import FOLDER, sign_checkpoint, write_copies
from services.figures.told import TOLD
from services.ledger import LEDGER
from services.schedule import JOBS
from services.sweeping import Nights
from services.work import Work

EVERY_S = 15.0
log = logging.getLogger("jianfu.scheduler")
NOW_HELP = "Pretend it is then, such as 2026-11-18T10:00:00+0800 (demo only)."
Failed = Mapping[str, type[Exception]]
"""Jobs that failed, and of what kind of error."""
group = Commands("schedule", help="What happens by the clock.")


@group.command("run")
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help=NOW_HELP)
def run_schedule(*, once: bool, now: datetime | None) -> None:
    """Do what is due, again and again; doing it twice changes nothing.

    Without the database, or room on the disk, there is no heartbeat, and another try; so it is for an hour after the
    clock has leapt ahead, and while a job fails: the others are done.
    """
    service = here()
    if now is not None and not service.settings.demo:
        raise click.UsageError("--now is for the demo only")
    if not once:
        keep_quiet(service.settings.log)
    stop, watch, nights = stop_on_signal(), Watch(service.now), Nights()
    while not stop.is_set():
        failed: Failed = {}
        if watch.believes():
            failed = _do_and_say_so(service, now, stop, nights)
        else:
            log.error("the clock has leapt ahead: nothing is done by it for an hour")
        if once:
            if any(not issubclass(kind, OSError) for kind in failed.values()):
                raise SystemExit(1)
            return
        stop.wait(EVERY_S)


def _do_and_say_so(service: Service, now: datetime | None, stop: Event, nights: Nights) -> Failed:
    """One round, and what of it failed, for metrics as well."""
    failed: Failed = {}
    try:
        failed = do_what_is_due(service, now, stop, nights)
        (service.settings.var / FAILING).write_text("".join(f"{job}\n" for job in failed), encoding="ascii")
        if not failed:
            (service.settings.var / "scheduler.alive").touch()
    except SQLAlchemyError as error:  # whatever is left has to wait for it as well
        log.error("the scheduler cannot reach the database: %(error)s", {"error": kind_of(error)})  # noqa: TRY400 - no trace
    except OSError as error:
        log.error("the scheduler cannot write: %(error)s", {"error": kind_of(error)})  # noqa: TRY400 - no trace
    return failed


def _say_failed(job: str, error: Exception) -> None:
    """Its kind and where it was, never its text: a driver's quotes values."""
    if isinstance(error, OSError):
        log.error("the scheduler cannot write: %(error)s", {"job": job, "error": kind_of(error)})
    else:
        said = {"job": job, "error": type(error).__name__, "at": place_of(error.__traceback__)}
        log.error("a job of the scheduler failed job=%(job)s error=%(error)s at=%(at)s", said)


def do_what_is_due(service: Service, now: datetime | None, stop: Event, nights: Nights | None = None) -> Failed:
    """Every job of the scheduler, each by itself, in transactions of its own: which of them failed, and of what.

    A database that is away is nobody's failure; that is raised.
    """
    failed: dict[str, type[Exception]] = {}
    for name, job in _jobs(service, now, stop, nights or Nights()).items():
        try:
            job()
        except Exception as error:  # what one job stumbles over is no reason to leave the others undone
            if isinstance(error, SQLAlchemyError) and is_away(error):
                raise
            _say_failed(name, error)
            failed[name] = type(error)
    return failed


def _jobs(service: Service, now: datetime | None, stop: Event, nights: Nights) -> Mapping[str, Callable[[], object]]:
    """What is due by its name, in its order."""
    var, alone = service.settings.var, partial(_do, service, now)
    return {
        **{job.__name__: partial(_until_done, service, now, stop, job) for job in JOBS},
        "empty_log": partial(empty_log, service.world.engine),
        "sweep": partial(_sweep, service, now, nights),
        "keep_ledger": partial(keep_ledger, service, var / LEDGER),
        "keep_told": partial(keep_told, service, var / TOLD),
        "sign_checkpoint": partial(alone, sign_checkpoint),
        "write_copies": partial(alone, lambda work: write_copies(work, var / FOLDER)),
    }


def _do(service: Service, now: datetime | None, job: Callable[[Work], int]) -> int:
    with unit_of_work(service, now) as work:
        return job(work)


def _until_done(service: Service, now: datetime | None, stop: Event, job: Callable[[Work], int]) -> None:
    """Again and again until none is left to do or `stop` is set."""
    while not stop.is_set() and _do(service, now, job):
        pass


def _sweep(service: Service, now: datetime | None, nights: Nights) -> None:
    """Bytes of deleted rows go between transactions, at night with the order of all; what failed is tried again."""
    with unit_of_work(service, now) as work:
        due = nights.due(work)
    for one in due:
        if one.go_on(service.world):
            with unit_of_work(service, now) as work:
                nights.finish(one, work)
            return
