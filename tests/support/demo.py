"""Load the demo as the command does, or break off on the way."""

from contextlib import contextmanager, nullcontext
from itertools import count

from demo.load import load_demo
from models.engine import writing
from services.people.sessions import log_in
from services.work import Work


def never(_number):
    return False


def without_bar(items, _label):
    return nullcontext(items)


def acts(plan, event):
    """How often the plan has something done about its reports."""
    return sum(act.event is event for planned in plan.reports for act in planned.later)


class Interrupted(Exception):
    """The load broke off."""


class Loader:
    """Loads the demo as the command does, or breaks off in the n-th unit of work, before its commit."""

    def __init__(self, world, now, var):
        self.world, self.now, self.var = world, now, var
        self.numbers = count(1)
        self.breaks_off_in = never

    def load(self):
        load_demo(self.world, self.now, self.var, self.unit_of_work, without_bar)

    def actor(self, account):
        """Somebody of the staff, logged in."""
        with self.unit_of_work() as work:
            return log_in(work, account.username, account.password).actor

    @contextmanager
    def unit_of_work(self):
        with writing(self.world.engine) as db:
            yield Work(self.world, db, self.now)
            if self.breaks_off_in(next(self.numbers)):
                raise Interrupted
            db.commit()
