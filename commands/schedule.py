"""What happens by the clock."""

from __future__ import annotations

import logging
from datetime import datetime
from threading import Event

import click
from sqlalchemy.exc import SQLAlchemyError

from api.service import Service
from cli import Commands, here, stop_on_signal, unit_of_work
from commands.audit import AUDIT
from commands.backup import LEDGER, keep_ledger
from commands.leaps import Watch
from logs import keep_quiet
from models.away import is_away, kind_of
from models.engine import empty_log
from services.audit.checkpoints import sign_checkpoint, write_copies
from services.schedule import JOBS
from services.sweeping import is_to_rewrite, mark_rewritten, mark_swept, rewrite_files, sweep_files, to_sweep

EVERY_S = 15.0
log = logging.getLogger("jianfu.scheduler")
NOW_HELP = "Pretend it is then, such as 2026-11-18T10:00:00+0800 (demo only)."
group = Commands("schedule", help="What happens by the clock.")


@group.command("run")
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help=NOW_HELP)
def run_schedule(*, once: bool, now: datetime | None) -> None:
    """Do what is due, again and again; doing it twice changes nothing.

    Without the database, or room on the disk, there is no heartbeat, and another try; so it is for an hour after the
    clock has leapt ahead.
    """
    service = here()
    if now is not None and not service.settings.demo:
        raise click.UsageError("--now is for the demo only")
    if not once:
        keep_quiet(service.settings.log)
    stop, watch = stop_on_signal(), Watch(service.now)
    while not stop.is_set():
        if watch.believes():
            _do_and_say_so(service, now, stop)
        else:
            log.error("the clock has leapt ahead: nothing is done by it for an hour")
        if once:
            return
        stop.wait(EVERY_S)


def _do_and_say_so(service: Service, now: datetime | None, stop: Event) -> None:
    try:
        do_what_is_due(service, now, stop)
        (service.settings.var / "scheduler.alive").touch()
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        log.error("the scheduler cannot reach the database: %(error)s", {"error": kind_of(error)})  # noqa: TRY400 - no trace
    except OSError as error:
        log.error("the scheduler cannot write: %(error)s", {"error": kind_of(error)})  # noqa: TRY400 - no trace


def do_what_is_due(service: Service, now: datetime | None, stop: Event) -> None:
    """Every job of the scheduler, each in transactions of its own, until none is left to do or `stop` is set."""
    for job in JOBS:
        done = 1
        while done and not stop.is_set():
            with unit_of_work(service, now) as work:
                done = job(work)
    empty_log(service.world.engine)
    _sweep(service, now)
    keep_ledger(service, service.settings.var / LEDGER)
    _sign_audit(service, now)


def _sweep(service: Service, now: datetime | None) -> None:
    """Bytes of deleted rows go between transactions, at night with the order of all; what failed is tried again."""
    with unit_of_work(service, now) as work:
        marks, is_rewriting = to_sweep(work), is_to_rewrite(work)
    if is_rewriting and rewrite_files(service.world):
        with unit_of_work(service, now) as work:
            mark_swept(work, marks)
            mark_rewritten(work)
    elif marks and sweep_files(service.world):
        with unit_of_work(service, now) as work:
            mark_swept(work, marks)


def _sign_audit(service: Service, now: datetime | None) -> None:
    """What staff did until now is signed, and what was signed is copied out of the database."""
    with unit_of_work(service, now) as work:
        sign_checkpoint(work)
    with unit_of_work(service, now) as work:
        write_copies(work, service.settings.var / AUDIT)
