"""Backups of an application, and another one that they are restored to."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from api import create_app
from models.engine import create_engine, writing
from security.backups import encrypt, new_identity, read_recipient
from security.proof_of_work import ProofOfWork
from services.backups.making import backup_frames
from services.backups.restoring import restore
from services.figures.told import read_week
from services.ledger import read_ledger, written_ledger
from services.work import Work

IDENTITY, RECIPIENT = new_identity()


def nothing(done, total):
    """Nobody looks at the progress."""


@dataclass
class Other:
    """Another machine, with an empty database."""

    app: object
    clock: object

    @property
    def world(self):
        return self.app.extensions["jianfu"].world

    def restore(self, backup, ledger, identity=IDENTITY, told=()):
        read = read_ledger(ledger) if ledger is not None else None
        with writing(self.world.engine) as db:
            work = Work(self.world, db, self.clock())
            restored = restore(work, BytesIO(backup), identity, read, nothing, told=[read_week(week) for week in told])
            db.commit()
        return restored


def back_up(app, progress=nothing):
    """A backup of an application, as bytes."""
    service, target = app.extensions["jianfu"], BytesIO()
    with writing(service.world.engine) as db:
        work = Work(service.world, db, service.now())
        encrypt(backup_frames(work, progress), target, read_recipient(RECIPIENT))
    return target.getvalue()


def ledger_of(app):
    """Its ledger of deletions, as bytes."""
    service = app.extensions["jianfu"]
    with writing(service.world.engine) as db:
        return written_ledger(Work(service.world, db, service.now()))


@contextmanager
def other_machine(app, databases, var, clock):
    """Another machine with the same secret, and nothing else."""
    service = app.extensions["jianfu"]
    with databases.migrated() as url:
        settings = replace(service.settings, database_url=url, var=Path(var))
        engine = create_engine(url)
        other = create_app(settings, engine=engine, now=clock, argon2_cost=service.world.argon2_cost)
        theirs = other.extensions["jianfu"]
        cheap = ProofOfWork(settings.secret, cost=1, counter_range=(1, 2))
        world = replace(theirs.world, proof_of_work=cheap, second_factor=False, policy=service.world.policy)
        other.extensions["jianfu"] = replace(theirs, world=world)
        yield Other(other, clock)
        engine.dispose()
