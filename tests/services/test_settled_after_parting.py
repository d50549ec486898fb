"""D1: the days of what was joined, split and put back are settled as those of a case that was alone."""

from dataclasses import replace
from datetime import date

import pytest

from models.engine import writing
from services.cases.due_dates import settle_due_dates
from services.work import Work
from tests.services.joint import case_id_of, stored_case
from tests.services.lives import OFFICER
from tests.services.parted import report_ids
from tests.services.town import town
from tests.services.watched import file_tutoring

__all__ = ["town"]

EXTENSION = {"reason_code": "expert_opinion", "reason": "要等专业鉴别。"}
NEW_YEAR = frozenset(date(2027, 1, day) for day in range(1, 24))
KINDS = ("alone", "merged", "split off", "put back")


class Desk:
    """Cases of one day, each of a kind; all are worked on in step."""

    def __init__(self, town):
        self.town, self.engine = town, town.house.engine
        self.filed = {kind: [file_tutoring(town) for _ in range(1 if kind == "alone" else 2)] for kind in KINDS}
        self.case = {kind: case_id_of(self.engine, filed[0]) for kind, filed in self.filed.items()}

    def post(self, kind, path, **body):
        case = stored_case(self.engine, self.case[kind])
        answer = self.town.console(OFFICER).post(f"/cases/{case.id}/{path}", body, case.version)
        assert answer.status_code in {200, 201}, answer.json

    def merge(self):
        for kind in KINDS[1:]:
            self.post(kind, "merge", case_ids=[case_id_of(self.engine, self.filed[kind][1])])

    def work(self):
        for kind in KINDS:
            for event in ("accept", "investigate"):
                case = stored_case(self.engine, self.case[kind])
                assert self.town.console(OFFICER).move(case.id, case.version, event).status_code == 200

    def part(self):
        ids = report_ids(self.town, self.case["split off"], self.filed["split off"][1:])
        self.post("split off", "split", report_ids=ids)
        self.post("put back", "undo", versions=[2])

    def extend(self):
        for kind in KINDS:
            self.post(kind, "extension", **EXTENSION)

    def ask(self):
        for kind in KINDS:
            self.post(kind, "messages", text="哪一天？", ask=True)
        self.town.days(3)
        for filed in self.filed.values():
            for one in filed:
                assert self.town.phone.say(one["receipt"], "星期六。").status_code == 201

    def days(self):
        """Of each report: its own last day and that of its case, and whether either is a guess."""
        for kind, filed in self.filed.items():
            for one in filed:
                mine, case = self.town.mine(one), stored_case(self.engine, case_id_of(self.engine, one))
                guess = mine["due_is_provisional"], case.due_is_provisional
                yield kind, (mine["due_on"], case.finish_on.isoformat(), *guess)


def settle(town):
    world = town.house.app.extensions["jianfu"].world
    known = world.policy.calendar
    grown = replace(known, last=date(2027, 12, 31), holidays=known.holidays | NEW_YEAR)
    with writing(town.house.engine) as db:
        settle_due_dates(Work(replace(world, policy=replace(world.policy, calendar=grown)), db, town.clock()))
        db.commit()


@pytest.mark.promise("D1", "in part")
@pytest.mark.parametrize("acts", [["extend"], ["ask"], ["ask", "extend"]], ids="-".join)
@pytest.mark.parametrize("first", ["settled", "parted"])
def test_more_time_and_days_waited_count_whatever_was_joined_split_and_put_back(town, acts, first):
    """Both while they were one, so that all have it: settled before they are parted, or afterwards."""
    town.days(30)
    desk = Desk(town)
    desk.merge()
    desk.work()
    for act in acts:
        getattr(desk, act)()
    if first == "parted":
        desk.part()
    before = dict(desk.days())
    assert {(True, True)} == {days[2:] for days in before.values()}
    settle(town)
    days = list(desk.days())
    alone = days[0][1]
    assert alone[2:] == (False, False)
    assert alone[1] > before["alone"][1]
    assert {kind: got for kind, got in days if got != alone} == {}
    if first == "settled":
        desk.part()
        assert {kind: got for kind, got in desk.days() if got != alone} == {}
