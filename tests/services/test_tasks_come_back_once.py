"""T4: two schedulers at once give each task back once, and the case hears of it once."""

import pytest

from models.engine import writing
from services.administration.office_closing import close_office
from services.joint.by_clock import return_tasks_by_clock
from tests.services.tasked import Tasked
from tests.services.town import town

__all__ = ["town"]

KINDS = ("price", "licence", "visit")


@pytest.mark.promise("T4", "in part")
def test_two_schedulers_at_once_and_a_third_later_give_each_task_back_once(town, at_once):
    tasked = [Tasked(town) for _ in range(3)]
    tasks = [[one.asked(kind=kind) for kind in KINDS] for one in tasked]
    before = [one.case.version for one in tasked]
    town.does(close_office, town.office("411100", "market_regulation"))

    def give_back(_):
        with writing(town.house.engine) as db:
            done = return_tasks_by_clock(town.house.work(db))
            db.commit()
        return done

    assert sum(at_once(give_back, range(2))) == len(tasked) * len(KINDS)
    assert give_back(0) == 0
    for one, ids, version in zip(tasked, tasks, before, strict=True):
        assert {one.task(task_id).status for task_id in ids} == {"returned"}
        assert one.case.version == version + len(KINDS)
        assert town.events(one.filed).count("return_task") == len(KINDS)
