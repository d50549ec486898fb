"""Load the demo once: offices, staff and schools in one transaction, then day by day what happened, then the mark."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from demo.desk import Desk, UnitOfWork, new_desk
from demo.establish import Establishment, Progress, make
from demo.files import LogIn, Seed, new_seed, read_log_ins, read_seed, recovery_key, write_log_ins
from demo.marks import forget_marks
from demo.people import wrap_again
from demo.plan import Plan, read_plan
from demo.programme import bring_programme
from demo.receipts import write_receipts
from demo.reports import days_until, remaining_steps, take
from models import Installation, Office, Staff
from models.engine import reading
from models.schema import is_there
from security.wraps import public_of
from services.work import SHANGHAI, World


class DemoRefused(Exception):
    """The demo cannot be loaded here; the text says why and what to do."""


def load_demo(world: World, now: datetime, var: Path, unit_of_work: UnitOfWork, progress: Progress) -> None:
    """Bring an empty or half-loaded database to the whole demo; nothing happens where it is loaded.

    `unit_of_work` gives a Work whose writing session commits when it is left. Writes the log-ins, the root's recovery
    key and the seed into `var`. Raises DemoRefused.
    """
    refuse_other_databases(world)
    plan = read_plan(world.policy)
    with reading(world.engine) as db:
        installation = db.scalar(sa.select(Installation))
    if installation is None:
        made = make(world.policy, world.argon2_cost, plan, progress)
        _store(made, now.astimezone(SHANGHAI).date(), var, unit_of_work)
    elif installation.demo_loaded:
        return
    desk = new_desk(world, unit_of_work, *_kept(world, var))
    _play(desk, plan, progress)
    write_receipts(var, desk, plan.reports)
    write_log_ins(var, _kept(world, var)[0])
    with unit_of_work() as work:
        bring_programme(work)
        forget_marks(work)
        work.db.scalars(sa.select(Installation)).one().demo_loaded = True


def open_demo(world: World, var: Path, unit_of_work: UnitOfWork) -> Desk:
    """The desk of a demo that is loaded; DemoRefused where there is none, or its files are not the right ones."""
    with reading(world.engine) as db:
        installation = db.scalar(sa.select(Installation))
    if installation is None or not installation.is_demo or not installation.demo_loaded:
        raise DemoRefused("There is no demo in this database; `flask demo load` makes one.")
    return new_desk(world, unit_of_work, *_kept(world, var))


def _play(desk: Desk, plan: Plan, progress: Progress) -> None:
    """Take the steps that remain, and let the clock go with them."""
    heard, steps = remaining_steps(desk, plan.reports)
    with progress(steps, "Reports") as bar:
        for step in bar:
            if step.day != heard:
                _finish_changes_of_keys(desk, step.day)
                desk.let_time_pass(days_until(heard, step.day))
                heard = step.day
            take(desk, plan.reports, step)
    _finish_changes_of_keys(desk, heard or desk.seed.day)


def _finish_changes_of_keys(desk: Desk, day: date) -> None:
    """Somebody has left: those who stay wrap again what was wrapped to the office's old keys."""
    with reading(desk.world.engine) as db:
        left = db.scalar(sa.select(sa.func.count()).where(Office.rotating_since.is_not(None)))
    while left:
        with desk.at(day) as work:
            left = wrap_again(desk, work)


def refuse_other_databases(world: World) -> None:
    """DemoRefused for a database that holds something else than a demo; changes nothing."""
    if not is_there(world.engine) or not sa.inspect(world.engine).has_table(Installation.__tablename__):
        return
    with reading(world.engine) as db:
        installation = db.scalar(sa.select(Installation))
    if installation is not None and not installation.is_demo:
        raise DemoRefused("This database was not made as a demo; the demo needs one of its own (DATABASE_URL).")


def _store(made: Establishment, today: date, var: Path, unit_of_work: UnitOfWork) -> None:
    """Store what needs private keys that exist in memory only: all at once or not at all.

    The files are written before the commit: files without their database are replaced by the next attempt, a database
    without its log-ins could never be opened.
    """
    recovery_public_key = public_of(recovery_key(var))
    with unit_of_work() as work:
        made.store(work, recovery_public_key)
        new_seed(var, today)
        write_log_ins(var, made.log_ins())


def _kept(world: World, var: Path) -> tuple[list[LogIn], Seed]:
    """The log-ins of who is still there, and the seed, of this very database."""
    try:
        log_ins, seed = read_log_ins(var), read_seed(var)
    except (OSError, ValueError):
        log_ins, seed = [], None
    with reading(world.engine) as db:
        rows = db.execute(sa.select(Staff.username, Staff.office_id, Staff.removed_on)).all()
    gone = {row.username for row in rows if row.removed_on is not None}
    log_ins = [one for one in log_ins if one.username not in gone]
    accounts = {(row.username, row.office_id) for row in rows if row.username not in gone}
    kept = {(one.username, one.office_id) for one in log_ins}
    if seed is None or not kept or kept - accounts:
        raise _without_log_ins(world, var)
    if accounts - kept:
        added = ", ".join(sorted(username for username, _ in accounts - kept))
        raise DemoRefused(
            f"Accounts were added that the demo's log-ins in {var} do not have: {added}. "
            "The demo works with its own people only: remove these first (`flask staff remove --username NAME`)."
        )
    return log_ins, seed


def _without_log_ins(world: World, var: Path) -> DemoRefused:
    """Why it is not to be opened or continued, and what helps."""
    with reading(world.engine) as db:
        is_whole = db.scalars(sa.select(Installation.demo_loaded)).one()
    if is_whole:
        return DemoRefused(
            f"The log-ins of the demo in this database are not (or not whole) in {var}. Name the folder that has them "
            "(JIANFU_VAR), or delete the database and load the demo again."
        )
    return DemoRefused(
        f"The demo in this database is half-made, and its log-ins are not (or no longer all) in {var}. "
        "Its keys were in memory only, so it cannot be continued: delete the database and load the demo again."
    )
