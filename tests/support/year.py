"""A generated year on top of a demo."""

from datetime import timedelta

from cli import part_of
from demo.generate import Span, generate
from demo.habits import read_habits
from demo.load import open_demo
from demo.plan import read_plan
from demo.year import Year
from tests.support.demo import without_bar

REPORTS, DAYS, SEED = 200, 120, 7


def year_of(policy, seed=SEED):
    return Year(policy, read_plan(policy), read_habits(), seed)


def live(loader, *, reports=REPORTS, days=DAYS, seed=SEED):
    desk = open_demo(loader.world, loader.var, loader.unit_of_work)
    span = Span(reports, loader.now.date() - timedelta(days=days - 1), days)
    return desk, generate(desk, year_of(loader.world.policy, seed), span, part_of, without_bar)
